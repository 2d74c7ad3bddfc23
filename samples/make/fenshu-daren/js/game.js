// SPDX-License-Identifier: Apache-2.0
// Keeps nothing and asks nobody: no storage, no network, ES5, fit for a sandboxed frame.
(function () {
  'use strict';
  var at = 0, stars = 0, tries = 0, over = false, loud = true, sounds = {};

  function el(id) { return document.getElementById(id); }
  function clear(node) { while (node.firstChild) node.removeChild(node.firstChild); }

  function fraction(text) {
    var parts = text.split('/'), box = document.createElement('span'), i, line;
    box.className = 'frac';
    box.setAttribute('role', 'img');
    box.setAttribute('aria-label', parts[1] + ' 分之 ' + parts[0]);
    for (i = 0; i < 2; i++) {
      line = document.createElement('span');
      line.textContent = parts[i];
      box.appendChild(line);
    }
    return box;
  }

  function gap() {
    var ring = document.createElement('span');
    ring.className = 'gap';
    return ring;
  }

  // Text with {1/2} in it, the fractions set upright.
  function write(node, text) {
    var bits = text.split(/[{}]/), i;
    clear(node);
    for (i = 0; i < bits.length; i++) node.appendChild(i % 2 ? fraction(bits[i]) : document.createTextNode(bits[i]));
  }

  function ring(name) {
    var promise;
    if (!loud) return;
    try {
      sounds[name] = sounds[name] || new Audio('audio/' + name + '.mp3');
      sounds[name].currentTime = 0;
      promise = sounds[name].play();
      if (promise && promise.then) promise.then(null, function () {});
    } catch (e) { loud = false; }  // An engine without MP3 plays on in silence.
  }

  function tell(text, mood) {
    el('tell').className = 'tell ' + mood;
    el('tell').textContent = text;
  }

  function progress(value) {
    el('done').style.width = 100 * value / QUESTIONS.length + '%';
    el('track').setAttribute('aria-valuenow', String(value));
  }

  function judge(good, button) {
    if (over) return;
    tries++;
    if (button && (good || button.className !== 'done')) button.className = good ? 'good' : 'bad';
    if (good) {
      over = true;
      if (tries === 1) stars++;
      el('stars').textContent = String(stars);
      tell(tries === 1 ? '一次就对，得一颗星！' : '对了！', 'good');
      ring('right');
      freeze();
      progress(at + 1);
      el('next').textContent = at + 1 < QUESTIONS.length ? '下一题' : '看成绩';
      el('next').hidden = false;
      el('next').focus();
    } else {
      if (button && button.className !== 'done') button.disabled = true;  // What is painted can be mended.
      tell(QUESTIONS[at].hint, 'bad');
      ring('wrong');
    }
  }

  function freeze() {
    var all = el('answers').getElementsByTagName('button'), parts = el('board').querySelectorAll('.part'), i;
    for (i = 0; i < all.length; i++) all[i].disabled = true;
    for (i = 0; i < parts.length; i++) {
      parts[i].classList.remove('can');
      parts[i].removeAttribute('tabindex');
    }
  }

  function button(label, good) {
    var b = document.createElement('button');
    b.type = 'button';
    if (label.indexOf('/') > 0) b.appendChild(fraction(label)); else b.textContent = label;
    b.onclick = function () { judge(good(), b); };
    el('answers').appendChild(b);
    return b;
  }

  function paintable(svg, question) {
    var parts = svg.querySelectorAll('.part'), i;
    function flip(e) {
      if (over) return;
      e.currentTarget.classList.toggle('on');
      e.currentTarget.setAttribute('aria-checked', String(e.currentTarget.classList.contains('on')));
    }
    function key(e) {
      if (e.keyCode === 13 || e.keyCode === 32) { e.preventDefault(); flip(e); }
    }
    for (i = 0; i < parts.length; i++) {
      parts[i].classList.add('can');
      parts[i].setAttribute('tabindex', '0');
      parts[i].setAttribute('role', 'checkbox');
      parts[i].setAttribute('aria-checked', 'false');
      parts[i].setAttribute('aria-label', '第 ' + (i + 1) + ' 份');
      parts[i].addEventListener('click', flip);
      parts[i].addEventListener('keydown', key);
    }
    button('涂好了', function () { return svg.querySelectorAll('.on').length === question.k; }).className = 'done';
  }

  function show() {
    var q = QUESTIONS[at], i, svg;
    tries = 0;
    over = false;
    el('next').hidden = true;
    tell('', '');
    clear(el('board'));
    clear(el('answers'));
    write(el('ask'), (at + 1) + '. ' + q.ask);
    el('board').className = q.kind === 'more' ? 'board two' : 'board';
    if (q.kind === 'more') {
      for (i = 0; i < 2; i++) {
        el('board').appendChild(Shapes.draw('pie', (i ? q.b : q.a)[1], (i ? q.b : q.a)[0]));
        if (!i) el('board').appendChild(fraction(q.a.join('/')));
        if (!i) el('board').appendChild(gap());
        if (!i) el('board').appendChild(fraction(q.b.join('/')));
      }
      compare('＞', q, function (d) { return d > 0; });
      compare('＜', q, function (d) { return d < 0; });
      compare('＝', q, function (d) { return d === 0; });
      return;
    }
    svg = Shapes.draw(q.shape, q.n, q.kind === 'color' ? 0 : q.k);
    el('board').appendChild(svg);
    if (q.kind === 'color') paintable(svg, q);
    if (q.kind === 'name') for (i = 0; i < q.choices.length; i++) choice(q.choices[i], q);
    if (q.kind === 'same') {
      button('是', function () { return q.answer; });
      button('不是', function () { return !q.answer; });
    }
  }

  function compare(sign, q, holds) {
    button(sign, function () { return holds(q.a[0] * q.b[1] - q.b[0] * q.a[1]); });
  }

  function choice(text, q) {
    button(text, function () { return text === q.k + '/' + q.n; });
  }

  function begin() {
    at = 0;
    stars = 0;
    el('stars').textContent = '0';
    progress(0);
    el('start').hidden = true;
    el('end').hidden = true;
    el('play').hidden = false;
    show();
  }

  function finish() {
    var i, star;
    el('play').hidden = true;
    el('end').hidden = false;
    clear(el('row'));
    for (i = 0; i < QUESTIONS.length; i++) {
      star = document.createElement('img');
      star.src = 'img/star.svg';
      star.width = star.height = 52;
      star.alt = '';
      if (i >= stars) star.className = 'off';
      el('row').appendChild(star);
    }
    el('praise').textContent = stars === QUESTIONS.length ? '太棒了，你是分数小达人！' : stars >= QUESTIONS.length / 2 ? '真不错，再来一次会更好！' : '别着急，看看录播课再来试试。';
    el('result').textContent = QUESTIONS.length + ' 题，一次答对 ' + stars + ' 题。';
    el('again').focus();
  }

  el('count').textContent = String(QUESTIONS.length);
  el('track').setAttribute('aria-valuemax', String(QUESTIONS.length));
  el('go').onclick = begin;
  el('again').onclick = begin;
  el('next').onclick = function () {
    at++;
    if (at < QUESTIONS.length) show(); else finish();
  };
  el('sound').onclick = function () {
    loud = !loud;
    el('sound').setAttribute('aria-pressed', String(loud));
    el('sound').textContent = loud ? '声音：开' : '声音：关';
  };
}());
