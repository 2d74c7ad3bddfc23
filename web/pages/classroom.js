// What the classroom's pages do with scripts: 接着看 on the home page, suggestions under the search box. They work
// without. ES5.

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
    link.href = /^\/[a-z]/.test(one.link) ? one.link : '/r/' + encodeURIComponent(one.id);
    link.className = one.style || '';
    var s = one.at % 60;
    add(link, 'small', section.getAttribute('data-left').replace('{at}', Math.floor(one.at / 60) + ':' + (s < 10 ? '0' : '') + s));
    var bar = add(link, 'progress');
    bar.max = one.length || 1;
    bar.value = one.at;
  });
  section.hidden = !list.children.length;
}());
// Suggestions under the search box while somebody types: /api/v1/suggest. The form works without. ES5.
(function () {
  'use strict';
  var PAUSE_MS = 180;
  Array.prototype.forEach.call(document.querySelectorAll('form.find'), function (form, number) {
    var input = form.querySelector('input[name=q]');
    var list = document.createElement('ul'), waiting, asked = '', chosen = -1, typed = '';
    if (!input || !window.JSON) return;
    list.className = 'suggested';
    list.id = 'suggested-' + number;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', input.labels && input.labels[0] ? input.labels[0].textContent : '');
    list.hidden = true;
    form.appendChild(list);
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', list.id);
    input.setAttribute('aria-expanded', 'false');

    function show(yes) {
      list.hidden = !yes;
      input.setAttribute('aria-expanded', yes ? 'true' : 'false');
      if (!yes) choose(-1);
    }
    function choose(index) {
      var old = list.children[chosen];
      if (old) old.setAttribute('aria-selected', 'false');
      chosen = index;
      if (!list.children[chosen]) {
        input.removeAttribute('aria-activedescendant');
        return;
      }
      list.children[chosen].setAttribute('aria-selected', 'true');
      input.setAttribute('aria-activedescendant', list.children[chosen].id);
    }
    function fill(words) {
      list.textContent = '';
      chosen = -1;
      words.forEach(function (word, i) {
        var one = document.createElement('li');
        one.id = list.id + '-' + i;
        one.setAttribute('role', 'option');
        one.setAttribute('aria-selected', 'false');
        one.textContent = word;
        list.appendChild(one);
      });
      show(words.length > 0 && document.activeElement === input);
    }
    function ask() {
      var text = input.value.trim(), request;
      if (text === asked) return;
      asked = text;
      if (!text) return fill([]);
      request = new XMLHttpRequest();
      request.open('GET', '/api/v1/suggest?q=' + encodeURIComponent(text));
      request.onload = function () {
        if (request.status !== 200 || text !== asked) return;
        try { fill(JSON.parse(request.responseText).suggestions || []); } catch (e) { fill([]); }
      };
      request.send();
    }
    function take(word) {
      input.value = word;
      show(false);
      form.submit();
    }
    input.addEventListener('input', function () {
      typed = input.value;
      clearTimeout(waiting);
      waiting = setTimeout(ask, PAUSE_MS);
    });
    input.addEventListener('keydown', function (event) {
      var key = event.keyCode, many = list.children.length;
      if (event.isComposing || key === 229 || list.hidden) return;  // An input method is at work.
      if (key === 40 || key === 38) {
        event.preventDefault();
        choose(key === 40 ? (chosen + 2) % (many + 1) - 1 : (chosen + many + 1) % (many + 1) - 1);
        input.value = chosen < 0 ? typed : list.children[chosen].textContent;
      } else if (key === 27) {
        input.value = typed;
        show(false);
      }
    });
    input.addEventListener('blur', function () { setTimeout(show, PAUSE_MS, false); });
    list.addEventListener('mousedown', function (event) {
      event.preventDefault();
      if (event.target.getAttribute('role') === 'option') take(event.target.textContent);
    });
  });
}());
