// Looking for a place in a film: a bar below the picture with the marks of its chapters, small pictures above
// it where the county made them, keys for the next chapter and the one before. The browser's own bar stays:
// this one is for lessons that have more to show. ES5, for Chromium 49 and Firefox 52.
(function () {
  'use strict';
  var SHOWN_MS = 1200, THUMB_PX = 16, BACK_TO_START_S = 3;
  var player = document.getElementById('player'), seek = document.getElementById('seek');
  if (!player || !seek) return;
  var bar = seek.querySelector('input'), peek = seek.querySelector('.peek'), marks = seek.querySelector('.marks');
  var picture = peek.querySelector('i'), words = peek.querySelector('b');
  var chapters = Array.prototype.map.call(document.querySelectorAll('#chapters a'), function (link) {
    return { at: Number(link.getAttribute('data-at')), title: link.querySelector('span').textContent, link: link };
  });
  function length() { return player.duration > 0 && isFinite(player.duration) ? player.duration : 0; }
  function two(n) { return (n < 10 ? '0' : '') + n; }
  function clock(seconds) {
    var s = Math.floor(seconds), m = Math.floor(s / 60), h = Math.floor(m / 60);
    return (h ? h + ':' + two(m % 60) : m) + ':' + two(s % 60);
  }
  // The number of the chapter that a moment is in; -1: before the first.
  function chapter_of(at) {
    var found = -1;
    chapters.forEach(function (one, i) { if (one.at <= at + 0.05) found = i; });
    return found;
  }
  function told(at) {
    var i = chapter_of(at);
    return clock(at) + (i < 0 ? '' : ' ' + chapters[i].title);
  }

  // ---- Small pictures. The browser reads the WebVTT; it is asked for when somebody first looks.
  var sheet = seek.getAttribute('data-sheet'), moments = null;
  function ask_for_pictures() {
    if (moments || !sheet) return;
    moments = [];
    var track = document.createElement('track');
    track.kind = 'metadata';
    track.src = seek.getAttribute('data-moments');
    track.addEventListener('load', function () {
      Array.prototype.forEach.call(track.track.cues || [], function (cue) {
        var part = /#xywh=(\d+),(\d+),(\d+),(\d+)$/.exec(cue.text);
        if (part) moments.push({ from: cue.startTime, to: cue.endTime, x: part[1], y: part[2], w: part[3], h: part[4] });
      });
      picture.style.backgroundImage = 'url("' + sheet + '")';
      if (!peek.hidden) show(shown);  // Who asked first waits already.
    });
    player.appendChild(track);
    track.track.mode = 'hidden';
  }
  function picture_at(at) {
    var here = (moments || []).filter(function (one) { return one.from <= at && at < one.to; })[0];
    picture.hidden = !here;
    if (!here) return;
    picture.style.width = here.w + 'px';
    picture.style.height = here.h + 'px';
    picture.style.backgroundPosition = -here.x + 'px ' + -here.y + 'px';
  }

  // ---- What is at a moment, above the bar.
  var hides = null, shown = 0;
  function show(at) {
    shown = at;
    ask_for_pictures();
    clearTimeout(hides);
    picture_at(at);
    words.textContent = told(at);
    peek.hidden = false;
    var room = seek.clientWidth, x = THUMB_PX / 2 + (room - THUMB_PX) * at / length();
    peek.style.left = Math.max(0, Math.min(room - peek.offsetWidth, x - peek.offsetWidth / 2)) + 'px';
  }
  function hide_soon(ms) {
    clearTimeout(hides);
    hides = setTimeout(function () { peek.hidden = true; }, ms);
  }

  // ---- The bar. While it is moved the film goes on; it follows when the bar is released.
  var moved = false;
  function say(at) { bar.setAttribute('aria-valuetext', told(at)); }
  function follow() {
    var i = chapter_of(player.currentTime);
    chapters.forEach(function (one, n) {
      if (n === i) one.link.setAttribute('aria-current', 'true'); else one.link.removeAttribute('aria-current');
    });
    if (moved) return;
    bar.value = String(Math.floor(player.currentTime));
    say(player.currentTime);
  }
  function measure() {
    if (!length()) return;
    bar.max = String(Math.floor(length()));
    marks.textContent = '';
    chapters.forEach(function (one) {
      if (!(one.at > 0 && one.at < length())) return;
      var mark = document.createElement('i');
      mark.style.left = 100 * one.at / length() + '%';
      marks.appendChild(mark);
    });
    seek.hidden = false;
    follow();
  }
  bar.addEventListener('input', function () {
    moved = true;
    say(Number(bar.value));
    show(Number(bar.value));
  });
  bar.addEventListener('change', function () {
    moved = false;
    player.currentTime = Number(bar.value);
    hide_soon(SHOWN_MS);
  });
  bar.addEventListener('blur', function () { moved = false; hide_soon(0); });
  // Else a presenter's keys would move the bar from now on.
  ['mouseup', 'touchend'].forEach(function (name) {
    bar.addEventListener(name, function () { setTimeout(function () { bar.blur(); }, 0); });
  });
  bar.addEventListener('mousemove', function (event) {
    if (moved || !length()) return;
    var box = bar.getBoundingClientRect();
    var part = (event.clientX - box.left - THUMB_PX / 2) / (box.width - THUMB_PX);
    show(Math.max(0, Math.min(1, part)) * length());
  });
  bar.addEventListener('mouseleave', function () { if (!moved) hide_soon(0); });
  player.addEventListener('loadedmetadata', measure);
  player.addEventListener('durationchange', measure);
  player.addEventListener('timeupdate', follow);
  player.addEventListener('seeked', follow);
  measure();

  // ---- Chapters: from the list, and by keys.
  function go(at) { player.currentTime = at; }
  chapters.forEach(function (one) {
    one.link.addEventListener('click', function (event) {
      if (event.ctrlKey || event.shiftKey || event.metaKey) return;  // Asks for a window of its own.
      event.preventDefault();
      go(one.at);
      player.play();
      var top = player.getBoundingClientRect().top;
      if (top < 0 || top > window.innerHeight) player.scrollIntoView();
    });
  });
  function next() {
    var i = chapter_of(player.currentTime) + 1;
    if (i < chapters.length) go(chapters[i].at);
  }
  function before() {  // To the start of this one, or soon after it of the one before.
    var i = chapter_of(player.currentTime);
    if (i > 0 && player.currentTime - chapters[i].at < BACK_TO_START_S) i -= 1;
    go(i < 0 ? 0 : chapters[i].at);
  }
  document.addEventListener('keydown', function (event) {
    var on = event.target.nodeName, key = (event.key || '').toLowerCase();
    if (!chapters.length || event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^(INPUT|SELECT|TEXTAREA|AUDIO)$/.test(on) && event.target !== bar) return;
    if (key !== 'n' && key !== 'p') return;
    if (key === 'n') next(); else before();
    event.preventDefault();
  });
}());
