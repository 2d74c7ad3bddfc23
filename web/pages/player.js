// Comfort for a lesson being played: goes on where it stopped, listens to keys and presenters, and tells
// the box how much was played. Without this script the lesson plays all the same. ES5 for old browsers.
(function () {
  'use strict';
  var KEPT = 'lianxiao.recent', KEEP_AT_MOST = 6, REPORT_EVERY_S = 30, SHORT_STEP_S = 10, LONG_STEP_S = 30;
  var lesson = document.getElementById('lesson');
  if (!lesson) return;
  var about = function (name) { return lesson.getAttribute('data-' + name) || ''; };

  // ---- What the box is told. It keeps the events before it answers; a lost one is not worth a pause.
  function send(kind, more) {
    var event = { kind: kind, resource: about('resource'), version: Number(about('version')), file: about('file'), session: about('session'), device: about('device') };
    for (var name in more) event[name] = more[name];
    var body = JSON.stringify(event);
    if (navigator.sendBeacon && window.Blob) {
      try {
        if (navigator.sendBeacon('/api/v1/events', new Blob([body], { type: 'application/json' }))) return;
      } catch (e) { /* Chromium 59 to 80 refuse this type; ask the other way. */ }
    }
    var request = new XMLHttpRequest();
    request.open('POST', '/api/v1/events');
    request.setRequestHeader('Content-Type', 'application/json');
    request.send(body);
  }

  var player = document.getElementById('player');
  if (!player) return;

  // ---- Where it stopped, on this machine only.
  function recent() {
    try { return JSON.parse(localStorage.getItem(KEPT)) || []; } catch (e) { return []; }
  }
  function keep(position) {
    var others = recent().filter(function (one) { return one.id !== about('resource'); });
    var length = player.duration;
    var finished = !(position > 5) || !(length > 0) || position > length - 10;
    if (!finished) others.unshift({ id: about('resource'), title: about('title'), style: about('style'), at: Math.floor(position), length: Math.floor(length) });
    try { localStorage.setItem(KEPT, JSON.stringify(others.slice(0, KEEP_AT_MOST))); } catch (e) { /* Full or forbidden. */ }
  }
  function clock(seconds) {
    var s = Math.floor(seconds % 60), m = Math.floor(seconds / 60);
    return m + ':' + (s < 10 ? '0' : '') + s;
  }

  var keys = document.getElementById('player-keys');
  var resumed = keys && keys.querySelector('.resumed');
  player.addEventListener('loadedmetadata', function () {
    var here = recent().filter(function (one) { return one.id === about('resource'); })[0];
    if (!here || player.currentTime > 0 || !(here.at < player.duration - 10)) return;
    player.currentTime = here.at;
    if (!resumed) return;
    resumed.textContent = keys.getAttribute('data-from').replace('{at}', clock(here.at)) + ' ';
    var again = document.createElement('button');
    again.type = 'button';
    again.textContent = keys.getAttribute('data-restart');
    again.addEventListener('click', function () { player.currentTime = 0; resumed.textContent = ''; player.play(); });
    resumed.appendChild(again);
  });

  // ---- How much was played: time that passed while it ran, not how far it was moved.
  var played = 0, last = null;
  function report() {
    var seconds = Math.round(played);
    if (seconds < 1) return;
    played -= seconds;
    send('played', { position_s: Math.floor(player.currentTime), played_s: seconds });
    keep(player.currentTime);
  }
  player.addEventListener('timeupdate', function () {
    var now = player.currentTime;
    if (last !== null && !player.seeking && now > last && now - last < 2) played += now - last;
    last = player.seeking ? null : now;
    if (played >= REPORT_EVERY_S) report();
  });
  player.addEventListener('seeking', function () { last = null; });
  player.addEventListener('pause', report);
  player.addEventListener('ended', function () {
    report();
    send('finished', { position_s: Math.floor(player.duration) });
    keep(player.duration);
  });
  window.addEventListener('pagehide', report);
  document.addEventListener('visibilitychange', function () { if (document.hidden) report(); });

  // ---- Keys, as a teacher's presenter sends them, and buttons that do the same.
  function toggle() { if (player.paused) player.play(); else player.pause(); }
  function move(seconds) { player.currentTime = Math.max(0, Math.min(player.duration || 0, player.currentTime + seconds)); }
  function full() {
    var ask = player.requestFullscreen || player.webkitRequestFullscreen || player.webkitEnterFullscreen || player.mozRequestFullScreen;
    if (ask) ask.call(player);
  }
  document.addEventListener('keydown', function (event) {
    var on = event.target.nodeName;
    if (event.ctrlKey || event.altKey || event.metaKey || on === 'INPUT' || on === 'BUTTON' || on === 'A' || on === 'AUDIO') return;
    var key = event.key || event.keyCode;
    if (key === ' ' || key === 32) toggle();
    else if (key === 'ArrowLeft' || key === 37) move(-SHORT_STEP_S);
    else if (key === 'ArrowRight' || key === 39) move(SHORT_STEP_S);
    else if (key === 'PageUp' || key === 33) move(-LONG_STEP_S);
    else if (key === 'PageDown' || key === 34) move(LONG_STEP_S);
    else return;
    event.preventDefault();
  });
  if (!keys) return;
  keys.hidden = false;
  if (player.nodeName === 'AUDIO') keys.querySelector('[data-act="full"]').hidden = true;
  keys.addEventListener('click', function (event) {
    var act = event.target.getAttribute && event.target.getAttribute('data-act');
    if (act === 'back') move(-SHORT_STEP_S);
    if (act === 'forward') move(SHORT_STEP_S);
    if (act === 'toggle') toggle();
    if (act === 'full') full();
    if (act === 'slower') {
      player.playbackRate = player.playbackRate === 1 ? 0.75 : 1;
      event.target.setAttribute('aria-pressed', player.playbackRate === 1 ? 'false' : 'true');
    }
  });
}());
