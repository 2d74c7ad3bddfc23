// Comfort for what is being played: goes on where it stopped, listens to keys and presenters,
// takes the smaller picture on a weak machine, and tells the box how much was played. Without this
// script everything plays all the same. ES5, for Chromium 49 and Firefox 52.
(function () {
  'use strict';
  var KEPT = 'lianxiao.recent', KEEP_AT_MOST = 6, SMALLER = 'lianxiao.smaller', BIG = 'lianxiao.big-subtitles';
  var REPORT_EVERY_S = 30, SHORT_STEP_S = 10, LONG_STEP_S = 30;
  // Of the pictures in 5 s: fewer say nothing, and an eye sees it stutter when one in five is missing.
  var LOOK_EVERY_MS = 5000, ENOUGH_FRAMES = 60, MANY_DROPPED = 0.2;
  var player = document.getElementById('player'), viewer = document.getElementById('viewer');
  var keys = document.getElementById('player-keys');
  if (!player || !viewer || !keys) return;
  var is_video = player.nodeName === 'VIDEO', root = document.documentElement;
  function word(name) { return keys.getAttribute('data-' + name) || ''; }
  function find(act) { return keys.querySelector('[data-act="' + act + '"]'); }
  function press(act, down) { if (find(act)) find(act).setAttribute('aria-pressed', down ? 'true' : 'false'); }
  function kept(name) { try { return localStorage.getItem(name); } catch (e) { return null; } }
  function remember(name, value) { try { localStorage.setItem(name, value); } catch (e) { /* Full or forbidden. */ } }
  function button(text, act) {
    var made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    made.addEventListener('click', act);
    return made;
  }
  function clock(seconds) {
    var s = Math.floor(seconds % 60), m = Math.floor(seconds / 60);
    return m + ':' + (s < 10 ? '0' : '') + s;
  }

  // ---- What the box is told of a lesson. It keeps the events before it answers; a lost one is not worth a pause.
  var lesson = document.getElementById('lesson');
  function send(kind, more) {
    if (!lesson || !lesson.getAttribute('data-session')) return;  // Not the county's.
    function about(name) { return lesson.getAttribute('data-' + name) || ''; }
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

  // ---- Where it stopped, on this machine only.
  var id = viewer.getAttribute('data-keep'), status = document.getElementById('resumed');
  function recent() {
    try { return JSON.parse(kept(KEPT)) || []; } catch (e) { return []; }
  }
  function keep(position) {
    if (!id) return;
    var others = recent().filter(function (one) { return one.id !== id; });
    var length = player.duration;
    var finished = !(position > 5) || !(length > 0) || position > length - 10;
    if (!finished) others.unshift({ id: id, link: viewer.getAttribute('data-link'), title: viewer.getAttribute('data-title'), style: viewer.getAttribute('data-style'), at: Math.floor(position), length: Math.floor(length) });
    remember(KEPT, JSON.stringify(others.slice(0, KEEP_AT_MOST)));
  }
  function begin(at) {
    player.currentTime = at;
    status.textContent = '';
    player.play();
  }
  function offer() {
    player.removeEventListener('loadedmetadata', offer);
    var here = recent().filter(function (one) { return one.id === id; })[0];
    if (!here || player.currentTime > 0 || !(here.at < player.duration - 10)) return;
    player.currentTime = here.at;  // So the player's own button goes on too.
    status.textContent = word('stopped').replace('{at}', clock(here.at)) + ' ';
    status.appendChild(button(word('from').replace('{at}', clock(here.at)), function () { begin(here.at); }));
    status.appendChild(button(word('restart'), function () { begin(0); }));
  }
  player.addEventListener('loadedmetadata', offer);
  player.addEventListener('play', function () { status.textContent = ''; });

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
    if (last !== null && !player.seeking && now > last && now - last < 4) played += (now - last) / player.playbackRate;
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

  // ---- Speed and subtitles.
  var speed = document.getElementById('speed'), subtitles = document.getElementById('subtitles');
  function pace() { player.playbackRate = Number(speed.value); }
  speed.addEventListener('change', pace);
  var tracks = Array.prototype.filter.call(player.textTracks || [], function (one) { return one.kind === 'subtitles'; });
  function show(number) {
    tracks.forEach(function (one, i) { one.mode = i === number ? (is_video ? 'showing' : 'hidden') : 'disabled'; });
    subtitles.value = String(number);
    if (!is_video) words.textContent = '';
  }
  function big(yes) {
    root.classList[yes ? 'add' : 'remove']('big-subtitles');
    press('big', yes);
    remember(BIG, yes ? '1' : '');
  }
  // What has no picture has its words below.
  var words = document.getElementById('words');
  function speak(event) {
    var cue = event.target.activeCues && event.target.activeCues[0];
    words.textContent = cue ? cue.text.replace(/<[^>]*>/g, '') : '';
  }
  tracks.forEach(function (one, i) {
    var choice = document.createElement('option');
    choice.value = String(i);
    choice.textContent = one.label;
    subtitles.appendChild(choice);
    if (!is_video) one.addEventListener('cuechange', speak);
  });
  if (tracks.length) {
    subtitles.parentNode.hidden = false;
    find('big').hidden = !is_video;
    show(0);
    if (is_video) big(kept(BIG) === '1');
    subtitles.addEventListener('change', function () { show(Number(subtitles.value)); });
  }

  // ---- The smaller picture: asked for, or on a machine that is known to be weak; offered when it stutters.
  var whole = is_video && player.querySelector('source').src, smaller = word('smaller');
  function take(address) {
    var at = player.currentTime, was_running = !player.paused;
    function go_on() {
      player.removeEventListener('loadedmetadata', go_on);
      player.currentTime = at;
      pace();
      if (was_running) player.play();
    }
    if (at > 0 || was_running) player.addEventListener('loadedmetadata', go_on);
    player.src = address;
    press('smaller', address === smaller);
  }
  function choose_smaller(yes) {
    remember(SMALLER, yes ? '1' : '0');
    status.textContent = '';
    take(yes ? smaller : whole);
  }
  if (smaller) {
    var weak = navigator.deviceMemory <= 1 || navigator.hardwareConcurrency === 1;
    if (kept(SMALLER) === '1' || (weak && kept(SMALLER) !== '0')) take(smaller);
    var frames = { all: 0, dropped: 0 };
    setInterval(function () {
      if (!player.getVideoPlaybackQuality || player.paused || player.src === smaller) return;
      var now = player.getVideoPlaybackQuality();
      var all = now.totalVideoFrames - frames.all, dropped = now.droppedVideoFrames - frames.dropped;
      frames = { all: now.totalVideoFrames, dropped: now.droppedVideoFrames };
      if (all < ENOUGH_FRAMES || dropped < all * MANY_DROPPED || status.textContent) return;
      if (find('smaller').getAttribute('aria-pressed') === 'true') return;
      status.textContent = word('stutters') + ' ';
      status.appendChild(button(find('smaller').textContent, function () { choose_smaller(true); }));
    }, LOOK_EVERY_MS);
  }

  // ---- The projector.
  var projector = window.lianxiaoProjector(function (on) {
    press('project', on);
    player.controls = !on || !is_video;
  });
  function tell() { projector.show(clock(player.currentTime) + ' / ' + clock(player.duration || 0)); }
  ['pause', 'play', 'seeked', 'volumechange'].forEach(function (name) { player.addEventListener(name, tell); });
  player.addEventListener('click', function () { if (projector.on()) toggle(); });

  // ---- Keys, as a teacher's presenter sends them, and buttons that do the same.
  function toggle() { if (player.paused) player.play(); else player.pause(); }
  function move(seconds) { player.currentTime = Math.max(0, Math.min(player.duration || 0, player.currentTime + seconds)); }
  var by_key = {
    ' ': toggle, 'Spacebar': toggle, 'k': toggle,
    'ArrowLeft': function () { move(-SHORT_STEP_S); }, 'ArrowRight': function () { move(SHORT_STEP_S); },
    'PageUp': function () { move(-LONG_STEP_S); }, 'PageDown': function () { move(LONG_STEP_S); },
    'f': function () { projector.full(player); }, 'm': function () { player.muted = !player.muted; }, 't': projector.toggle
  };
  document.addEventListener('keydown', function (event) {
    var on = event.target.nodeName, key = event.key && event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA|AUDIO)$/.test(on)) return;
    if ((on === 'BUTTON' || on === 'A') && key === ' ') return;  // Presses what is chosen.
    if (!by_key[key]) return;
    by_key[key]();
    event.preventDefault();
  });
  var by_name = {
    back: by_key.ArrowLeft, forward: by_key.ArrowRight, toggle: toggle, full: by_key.f, project: projector.toggle,
    big: function () { big(!root.classList.contains('big-subtitles')); },
    smaller: function () { choose_smaller(find('smaller').getAttribute('aria-pressed') !== 'true'); },
    window: function () {
      if (document.pictureInPictureElement) document.exitPictureInPicture();
      else player.requestPictureInPicture().catch(function () { /* Nothing to show yet. */ });
    }
  };
  keys.addEventListener('click', function (event) {
    for (var on = event.target; on && on !== keys; on = on.parentNode) {
      if (by_name[on.getAttribute('data-act')]) return by_name[on.getAttribute('data-act')]();
    }
  });
  keys.hidden = false;
  find('full').hidden = find('project').hidden = !is_video;
  find('window').hidden = !is_video || !document.pictureInPictureEnabled;
}());
