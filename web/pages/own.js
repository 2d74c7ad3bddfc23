// 本校课件: a file goes to the box in pieces and goes on where it stopped, after a lost radio, a reload or a power cut
// of the box. The form works without. ES5.
(function () {
  'use strict';
  var MARK_BYTES = 65536, LONGEST_PAUSE_MS = 30000;
  var form = document.getElementById('own-form');
  var input = form && form.querySelector('input[type=file]');
  var panel = form && form.querySelector('.own-progress');
  if (!input || !panel || !window.FileReader || !window.Blob || !Blob.prototype.slice) return;
  var bar = panel.querySelector('progress'), words = panel.querySelector('p');
  var button = form.querySelector('button[type=submit]');
  var turn = 0, done = '', wanted = false, failed = false, pause = 0;
  form.querySelector('.own-plain').hidden = true;
  form.querySelector('.own-script').hidden = false;

  var table = [];
  for (var n = 0; n < 256; n++) {
    var c = n;
    for (var k = 0; k < 8; k++) c = c & 1 ? 0xEDB88320 ^ (c >>> 1) : c >>> 1;
    table[n] = c >>> 0;
  }
  function crc32(bytes) {
    var sum = 0xFFFFFFFF;
    for (var i = 0; i < bytes.length; i++) sum = table[(sum ^ bytes[i]) & 255] ^ (sum >>> 8);
    return ('0000000' + ((sum ^ 0xFFFFFFFF) >>> 0).toString(16)).slice(-8);
  }
  function read(file, from, to, then) {
    var reader = new FileReader(), mine = turn;
    reader.onload = function () { if (mine === turn) then(new Uint8Array(reader.result)); };
    reader.onerror = function () { if (mine === turn) refuse(panel.getAttribute('data-other')); };
    reader.readAsArrayBuffer(file.slice(from, to));
  }
  function ask(method, path, body, headers, then) {
    var request = new XMLHttpRequest(), mine = turn;
    request.open(method, '/api/v1/courseware' + path);
    request.setRequestHeader('X-CSRF', form.getAttribute('data-csrf'));
    Object.keys(headers).forEach(function (name) { request.setRequestHeader(name, headers[name]); });
    request.onloadend = function () {
      var answer = null;
      if (mine !== turn) return;
      try { answer = JSON.parse(request.responseText); } catch (e) { answer = null; }
      then(request.status, answer || {});
    };
    request.send(body);
  }
  function say(what, values) {
    var text = panel.getAttribute('data-' + what) || what;
    Object.keys(values || {}).forEach(function (name) { text = text.replace('{' + name + '}', values[name]); });
    if (words.textContent !== text) words.textContent = text;
  }
  function show(received, size) {
    bar.value = size ? Math.floor(received * 100 / size) : 0;
    say('sending', {percent: bar.value});
  }
  function refuse(text) {
    failed = true;
    wanted = false;
    turn++;
    button.disabled = false;
    panel.className = 'own-progress act';
    say(text);
  }
  function wordsFor(answer) {
    var key = answer.error && answer.error.key, found = '';
    Array.prototype.forEach.call(form.querySelectorAll('.own-words li'), function (one) {
      if (one.getAttribute('data-key') === key) found = one.textContent;
    });
    return found || panel.getAttribute('data-other') + (answer.error ? ' (' + answer.error.message + ')' : '');
  }
  // The radio, the box or its queue: come again by itself.
  function passes(status) { return status === 0 || status === 429 || status >= 500 && status !== 507; }
  function later(what) {
    var mine = turn;
    pause = Math.min(pause ? pause * 2 : 1000, LONGEST_PAUSE_MS);
    say('again');
    setTimeout(function () { if (mine === turn) what(); }, pause);
  }

  function begin(file, mark) {
    var body = JSON.stringify({name: file.name, size: file.size, mark: mark});
    ask('POST', '/uploads', body, {'Content-Type': 'application/json'}, function (status, answer) {
      if (status === 200) {
        pause = 0;
        if (answer.received > 0) say('resumed', {percent: Math.floor(answer.received * 100 / answer.size)});
        go(file, answer);
      } else if (passes(status)) later(function () { begin(file, mark); });
      else refuse(wordsFor(answer));
    });
  }
  function again(file, upload) {
    ask('GET', '/uploads/' + upload.id, null, {}, function (status, answer) {
      if (status === 200) go(file, answer);
      else if (passes(status)) later(function () { again(file, upload); });
      else if (status === 404) start();
      else refuse(wordsFor(answer));
    });
  }
  function go(file, upload) {
    if (upload.received >= upload.size) { arrived(upload); return; }
    read(file, upload.received, Math.min(upload.received + upload.piece, upload.size), function (bytes) {
      var headers = {'Content-Type': 'application/octet-stream', 'X-Crc32': crc32(bytes)};
      ask('PUT', '/uploads/' + upload.id + '?at=' + upload.received, bytes, headers, function (status, answer) {
        if (status === 200 || status === 409) {
          pause = 0;
          show(answer.received, answer.size);
          go(file, answer);
        } else if (passes(status) || status === 400) later(function () { again(file, upload); });
        else if (status === 404) start();
        else refuse(wordsFor(answer));
      });
    });
  }
  function arrived(upload) {
    done = upload.id;
    bar.value = 100;
    say('here');
    if (wanted) submit();
  }
  function submit() {
    var field = document.createElement('input');
    field.type = 'hidden';
    field.name = 'upload';
    field.value = done;
    form.appendChild(field);
    input.disabled = true;
    say('saving');
    form.submit();
  }

  // A file is the same when name, size, time and these samples of it are: the whole would take minutes to read.
  function start() {
    var file = input.files[0], places = [], sums = '';
    turn++;
    done = '';
    failed = false;
    pause = 0;
    panel.hidden = !file;
    panel.className = 'own-progress';
    if (!file) return;
    say('looking');
    bar.value = 0;
    [0, 0.25, 0.5, 0.75, 1].forEach(function (part) {
      places.push(Math.floor(Math.max(0, file.size - MARK_BYTES) * part));
    });
    (function next() {
      var at;
      if (!places.length) { begin(file, sums + '-' + Math.floor(file.lastModified || 0).toString(16)); return; }
      at = places.shift();
      read(file, at, at + MARK_BYTES, function (bytes) { sums += crc32(bytes); next(); });
    }());
  }
  input.addEventListener('change', start);
  form.addEventListener('submit', function (event) {
    if (failed || !input.files.length) {  // With a file that was refused: nothing; without one: only words.
      if (failed) event.preventDefault();
      return;
    }
    event.preventDefault();
    wanted = true;
    button.disabled = true;
    if (done) submit();
  });
  if (input.files.length) start();  // Some browsers keep the choice over a reload.
}());
