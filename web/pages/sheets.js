// Pages of a PDF on the page itself, drawn by pdf.js: turned with a presenter's keys, as wide as the screen,
// whole on the projector. Without this script, in an old browser, or where pdf.js is not installed, the
// button that opens the browser's own PDF program stays. This file is ES5; pdf.js asks for Chromium 98 or Firefox 94.
(function () {
  'use strict';
  var KEPT = 'lianxiao.pages', KEEP_AT_MOST = 20;
  // A canvas of more pixels than this is more than weak machines can hold.
  var MOST_PIXELS = 8e6, SHARPEST = 2;
  var viewer = document.getElementById('viewer'), keys = document.getElementById('sheet-keys');
  var screen_ = viewer && viewer.querySelector('.screen'), plain = document.getElementById('plain-open');
  if (!keys || !window.structuredClone || !String.prototype.replaceAll) return;
  var source = keys.getAttribute('data-source'), id = viewer.getAttribute('data-keep');
  function find(act) { return keys.querySelector('[data-act="' + act + '"]'); }
  function word(name, n) { return (keys.getAttribute('data-' + name) || '').replace('{n}', n); }

  // ---- Where one was, on this machine only: the newest first.
  function kept() {
    try { return JSON.parse(localStorage.getItem(KEPT)) || []; } catch (e) { return []; }
  }
  function remember(page) {
    if (!id) return;
    var others = kept().filter(function (one) { return one.id !== id; });
    if (page > 1) others.unshift({ id: id, page: page });
    try { localStorage.setItem(KEPT, JSON.stringify(others.slice(0, KEEP_AT_MOST))); } catch (e) { /* Full or forbidden. */ }
  }

  function begin(pdf) {
    var pages = pdf.numPages, number = 1, at_end = false, drawing = null, asked = 0;
    var canvas = document.createElement('canvas'), words = document.createElement('p'), status = document.createElement('p');
    var field = document.getElementById('sheet-number');
    var projector = window.lianxiaoProjector(function (on) {
      find('project').setAttribute('aria-pressed', on ? 'true' : 'false');
      setTimeout(draw, 100);  // When the window has its new size.
    });
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', word('page', 1));
    words.className = 'unseen';
    status.className = 'resumed';
    screen_.textContent = '';
    screen_.className = 'screen pages';
    [canvas, words, status].forEach(function (one) { screen_.appendChild(one); });

    function scale_of(page) {
      var size = page.getViewport({ scale: 1 });
      var wide = screen_.clientWidth / size.width;
      var whole = Math.min(wide, window.innerHeight / size.height);
      // A slide is shown whole; an upright sheet would be too small for the last row, so it is as wide as it
      // can be, and keys move down it first.
      var scale = projector.on() && size.width > size.height ? whole : wide;
      var sharp = Math.min(window.devicePixelRatio || 1, SHARPEST);
      while (sharp > 0.5 && size.width * size.height * scale * scale * sharp * sharp > MOST_PIXELS) sharp *= 0.8;
      return { shown: scale, drawn: scale * sharp };
    }
    // What was asked for last is drawn; whatever came before it is broken off.
    function draw() {
      var mine = ++asked;
      if (drawing) drawing.cancel();
      pdf.getPage(number).then(function (page) {
        if (mine !== asked) return;
        var scale = scale_of(page), view = page.getViewport({ scale: scale.drawn });
        var next = document.createElement('canvas');  // The old page stays until the new one is whole.
        next.width = Math.floor(view.width);
        next.height = Math.floor(view.height);
        drawing = page.render({ canvasContext: next.getContext('2d', { alpha: false }), viewport: view });
        return drawing.promise.then(function () {
          if (mine !== asked) return;
          var shown = page.getViewport({ scale: scale.shown });
          canvas.width = next.width;
          canvas.height = next.height;
          canvas.style.width = Math.floor(shown.width) + 'px';
          canvas.style.height = Math.floor(shown.height) + 'px';
          canvas.getContext('2d').drawImage(next, 0, 0);
          canvas.setAttribute('aria-label', word('page', number));
          canvas.setAttribute('data-page', number);
          screen_.scrollTop = at_end ? screen_.scrollHeight : 0;
          read(page, mine);
        });
      }).catch(function (wrong) {
        if (wrong && wrong.name === 'RenderingCancelledException') return;
        plain.focus();
      });
    }
    // For who listens to the page.
    function read(page, mine) {
      page.getTextContent().then(function (content) {
        if (mine === asked) words.textContent = content.items.map(function (item) { return item.str; }).join(' ');
      }).catch(function () { words.textContent = ''; });
    }
    function go(to) {
      to = Math.max(1, Math.min(pages, Math.floor(to) || number));
      status.textContent = '';
      field.value = to;
      projector.show(to + ' / ' + pages);
      find('back').disabled = to === 1;
      find('forward').disabled = to === pages;
      if (to === number) return;
      at_end = projector.on() && to === number - 1;
      number = to;
      remember(number);
      draw();
    }
    function back() {
      if (projector.on() && screen_.scrollTop > 4) screen_.scrollTop -= window.innerHeight * 0.85;
      else go(number - 1);
    }
    function forward() {
      var below = screen_.scrollHeight - screen_.clientHeight - screen_.scrollTop;
      if (projector.on() && below > 4) screen_.scrollTop += window.innerHeight * 0.85;
      else go(number + 1);
    }

    var by_key = {
      PageUp: back, ArrowLeft: back, PageDown: forward, ArrowRight: forward,
      Home: function () { go(1); }, End: function () { go(pages); }, t: projector.toggle, f: projector.toggle
    };
    document.addEventListener('keydown', function (event) {
      var key = event.key && event.key.length === 1 ? event.key.toLowerCase() : event.key;
      if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.nodeName)) return;
      if (projector.on() && (key === ' ' || key === 'ArrowDown')) key = 'PageDown';
      if (projector.on() && key === 'ArrowUp') key = 'PageUp';
      if (!by_key[key]) return;
      by_key[key]();
      event.preventDefault();
    });
    keys.addEventListener('click', function (event) {
      var act = event.target.getAttribute('data-act');
      if (act === 'back') back();
      if (act === 'forward') forward();
      if (act === 'project') projector.toggle();
    });
    field.max = pages;
    field.addEventListener('change', function () { go(Number(field.value)); });
    canvas.addEventListener('click', function () { if (projector.on()) forward(); });
    var width = window.innerWidth, resizing;
    window.addEventListener('resize', function () {
      if (width === window.innerWidth) return;  // A phone's bar of addresses comes and goes.
      width = window.innerWidth;
      clearTimeout(resizing);
      resizing = setTimeout(draw, 200);
    });

    document.getElementById('sheet-count').textContent = pages;
    plain.className = 'button second';
    keys.hidden = false;
    var before = kept().filter(function (one) { return one.id === id; })[0];
    go(1);
    draw();
    if (before && before.page > 1 && before.page <= pages) {
      var on = document.createElement('button');
      on.type = 'button';
      on.textContent = word('from', before.page);
      on.addEventListener('click', function () { go(before.page); });
      status.appendChild(on);
    }
  }

  var program = document.createElement('script');
  program.src = '/pdfjs/pdf.js';
  program.onload = function () {
    var lib = window.pdfjsLib;
    if (!lib) return;  // The browser did not understand it.
    lib.GlobalWorkerOptions.workerSrc = '/pdfjs/pdf.worker.js';
    lib.getDocument({
      url: source,
      isEvalSupported: false,  // Nothing of a file ever becomes a program.
      enableXfa: false,
      disableAutoFetch: true,  // A long book is not fetched for its first page.
      cMapUrl: location.origin + '/pdfjs/cmap/',
      cMapPacked: false,
      useWorkerFetch: false,  // The worker takes packed encodings only.
      standardFontDataUrl: location.origin + '/pdfjs/font/'
    }).promise.then(begin, function () { /* Damaged, or locked: the browser's own program says so. */ });
  };
  document.head.appendChild(program);
}());
