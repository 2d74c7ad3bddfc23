// Renews the technician's figures in place, so that the page neither jumps nor loses its place. The page
// renews itself whole when there is no script. ES5.
(function () {
  'use strict';
  var EVERY_MS = 5000;
  function renew() {
    var request = new XMLHttpRequest();
    request.open('GET', location.href);
    request.setRequestHeader('X-Refresh', '1');  // Nobody at work: a session may end meanwhile.
    request.responseType = 'document';
    request.timeout = 4000;
    request.onload = function () {
      var fresh = request.response && request.response.getElementById('live');
      var old = document.getElementById('live');
      if (request.status === 200 && fresh && old && !old.contains(document.activeElement)) old.parentNode.replaceChild(document.importNode(fresh, true), old);
    };
    request.send();
  }
  setInterval(function () { if (!document.hidden) renew(); }, EVERY_MS);
}());
