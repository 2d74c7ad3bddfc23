// The projector mode: what is shown fills the screen and nothing else is seen; Esc leaves. For player.js and
// sheets.js, which say when, and for pictures. ES5.
//
// projector(changed) makes one for the page's viewer; changed(on) is called when the mode came or went, also
// by the browser's own key. show(text) has a bar with this text come for a moment.
window.lianxiaoProjector = function (changed) {
  'use strict';
  var BAR_SHOWS_MS = 3000;
  var viewer = document.getElementById('viewer'), bar = document.getElementById('projector-bar');
  var on = false, hiding;
  function full_element() { return document.fullscreenElement || document.webkitFullscreenElement || document.mozFullScreenElement; }
  function call(of, names) {
    for (var i = 0; i < names.length; i++) {
      if (!of[names[i]]) continue;
      var promise = of[names[i]]();
      if (promise && promise.catch) promise.catch(function () { /* Refused: it fills the window all the same. */ });
      return;
    }
  }
  function enter(element) { call(element, ['requestFullscreen', 'webkitRequestFullscreen', 'mozRequestFullScreen', 'webkitEnterFullscreen']); }
  function leave() { if (full_element()) call(document, ['exitFullscreen', 'webkitExitFullscreen', 'mozCancelFullScreen']); }
  function show(text) {
    if (text !== undefined) bar.querySelector('b').textContent = text;
    bar.hidden = !on;
    clearTimeout(hiding);
    hiding = setTimeout(function () { bar.hidden = true; }, BAR_SHOWS_MS);
  }
  function set(yes) {
    if (on === yes) return;
    on = yes;
    document.documentElement.classList[on ? 'add' : 'remove']('projecting');
    if (on) enter(viewer); else leave();
    show();
    changed(on);
  }
  ['fullscreenchange', 'webkitfullscreenchange', 'mozfullscreenchange'].forEach(function (name) {
    document.addEventListener(name, function () { if (!full_element()) set(false); });
  });
  document.addEventListener('keydown', function (event) { if (event.keyCode === 27) set(false); });
  bar.querySelector('button').addEventListener('click', function () { set(false); });
  viewer.addEventListener('mousemove', function () { show(); });
  viewer.addEventListener('touchstart', function () { show(); });
  return {
    on: function () { return on; },
    toggle: function () { set(!on); },
    show: show,
    full: function (element) { if (full_element()) leave(); else enter(element); }
  };
};

// A picture needs nothing but the mode.
(function () {
  'use strict';
  var button = document.querySelector('#picture-keys button');
  if (!button) return;
  var projector = window.lianxiaoProjector(function (on) { button.setAttribute('aria-pressed', on ? 'true' : 'false'); });
  button.addEventListener('click', projector.toggle);
  document.querySelector('#viewer .screen').addEventListener('click', function (event) {
    if (projector.on()) event.preventDefault();  // A link to the picture alone.
  });
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.nodeName)) return;
    if (event.key === 't' || event.key === 'T' || event.key === 'f') projector.toggle();
  });
  button.parentNode.hidden = false;
}());
