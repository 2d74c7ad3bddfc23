// Keys of a presenter while a list is played through: Page Down leads to what comes next, Page Up back. A video or
// a document keeps these keys to itself until its end, and until its beginning for the way back; filling the
// projector, it keeps them all. Without this script the two buttons do it. ES5.
(function () {
  'use strict';
  var AT_END_S = 1, AT_BEGINNING_S = 3;
  var bar = document.getElementById('sequence'), player = document.getElementById('player');
  if (!bar) return;

  // 1: on, -1: back, 0: another key.
  function way(event) {
    var key = event.key || event.keyCode;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return 0;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.nodeName)) return 0;
    return key === 'PageDown' || key === 34 ? 1 : key === 'PageUp' || key === 33 ? -1 : 0;
  }
  function viewer_goes_on(where) {
    if (document.documentElement.classList.contains('projecting')) return true;
    if (player) {
      if (!(player.duration > 0)) return false;
      return where > 0 ? player.currentTime < player.duration - AT_END_S : player.currentTime > AT_BEGINNING_S;
    }
    var turns = document.querySelector('[data-act="' + (where > 0 ? 'forward' : 'back') + '"]');
    return Boolean(turns) && turns.offsetParent !== null && !turns.disabled;
  }
  // Before the viewer's own keys, for it takes also a key that it has no more use for.
  document.addEventListener('keydown', function (event) {
    var where = way(event);
    var link = where && bar.querySelector(where > 0 ? 'a[rel="next"]' : 'a[rel="prev"]');
    if (!link || viewer_goes_on(where)) return;
    event.preventDefault();
    event.stopPropagation();
    link.click();
  }, true);
}());
