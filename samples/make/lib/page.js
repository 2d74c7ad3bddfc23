// SPDX-License-Identifier: Apache-2.0
// The frame around every slide, and the posters. The lowest 90 pixels of a slide stay calm: subtitles go there.
'use strict';
const { html } = require('./render');
const art = require('./art');

const subjects = {
  语文: ['#D9604C', '文'], 数学: ['#3F86C9', '数'], 英语: ['#8E7CC3', 'En'], 科学: ['#4F9D69', '科'], 音乐: ['#D98A2B', '乐'], 美术: ['#C65D8C', '美'], 道德与法治: ['#5A7FA8', '德'], 综合: ['#5A8F96', '综'],
};

const slide = (subject, tag, body, extra = '') => html(
  `<div class="tag">${tag}</div>${body}`,
  `body{width:1280px;height:720px;background:#FFF9EF;position:relative;overflow:hidden}
.tag{position:absolute;left:40px;top:24px;padding:6px 22px;border-radius:24px;background:${subjects[subject][0]};color:#fff;font-size:24px;font-weight:700;letter-spacing:2px}
h1{font-size:92px;font-weight:700;letter-spacing:6px}h2{position:absolute;left:0;right:0;top:70px;text-align:center;font-size:54px}
.abs{position:absolute}.big{font-size:64px;font-weight:700}.mid{font-size:44px}.center{text-align:center}
.card{position:absolute;background:#fff;border-radius:28px;box-shadow:0 6px 0 #EFE4D2;border:3px solid #EFE4D2;text-align:center}
.off{opacity:.16}.red{color:#D9483B}.blue{color:#2E78BD}.green{color:#3E8E57}.orange{color:#D9781F}
.frac{display:inline-block;vertical-align:middle;text-align:center;line-height:1.05;font-weight:700}.frac b{display:block;padding:0 .18em}.frac b+b{border-top:.07em solid currentColor}
svg{display:block}${extra}`);

const frac = (a, b, style = '') => `<span class="frac" style="${style}"><b>${a}</b><b>${b}</b></span>`;

// A poster, 640 x 360: drawing on the right, words on the left, the subject's color and glyph.
const poster = ({ subject, grade, title, kind, drawing, kai }) => html(
  `<div class="side"><div class="chip">${grade}　${subject}</div><div class="t${kai ? ' kai' : ''}">${title}</div><div class="k">${kind}</div></div>
<svg class="d" viewBox="0 0 300 300">${drawing}</svg><div class="glyph">${subjects[subject][1]}</div>`,
  `body{width:640px;height:360px;background:#FFF9EF;position:relative;overflow:hidden}
body:before{content:"";position:absolute;right:-90px;top:-60px;width:480px;height:480px;border-radius:50%;background:${subjects[subject][0]};opacity:.16}
.side{position:absolute;left:36px;top:0;bottom:0;width:320px;display:flex;flex-direction:column;justify-content:center;align-items:flex-start}
.chip{background:${subjects[subject][0]};color:#fff;font-weight:700;font-size:20px;border-radius:20px;padding:3px 16px}
.t{font-size:44px;line-height:1.28;font-weight:700;margin:18px 0 12px}.t.kai{font-size:50px}.k{font-size:20px;color:#7A6F68}
.d{position:absolute;right:22px;top:40px;width:280px;height:280px}
.glyph{position:absolute;right:18px;bottom:8px;font-size:26px;font-weight:700;color:${subjects[subject][0]};opacity:.55}`);

module.exports = { slide, frac, poster, subjects, art };
