// 接着看: the lessons that were stopped midway on this machine, as player.js kept them. ES5.
(function () {
  'use strict';
  var KEPT = 'lianxiao.recent', SHOWN = 3;
  var section = document.getElementById('recent');
  var lessons;
  try { lessons = JSON.parse(localStorage.getItem(KEPT)) || []; } catch (e) { return; }
  if (!section || !lessons.length) return;
  var list = section.querySelector('.recent-list');
  function add(to, name, text) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    return to.appendChild(made);
  }
  lessons.slice(0, SHOWN).forEach(function (one) {
    if (!one.id || !one.title) return;
    var link = add(add(list, 'li'), 'a', one.title);
    link.href = '/r/' + encodeURIComponent(one.id);
    link.className = one.style || '';
    var s = one.at % 60;
    add(link, 'small', section.getAttribute('data-left').replace('{at}', Math.floor(one.at / 60) + ':' + (s < 10 ? '0' : '') + s));
    var bar = add(link, 'progress');
    bar.max = one.length || 1;
    bar.value = one.at;
  });
  section.hidden = !list.children.length;
}());
