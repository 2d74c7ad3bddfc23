// SPDX-License-Identifier: Apache-2.0
// Printed things. Their typeface is a TrueType one, which the browser embeds as a small subset (a CFF one comes out
// glyph by glyph, three times the size): worksheet, lesson plan, study guide, times table, safety sheet, test.
'use strict';
const { html } = require('./lib/render');
const { frac } = require('./lib/page');
const art = require('./lib/art');
const { svg, at, C } = art;

const sheet = (title, body, extra = '') => html(body,
  `@page{size:A4;margin:16mm 17mm}body{font-family:"LXGW WenKai","Noto Sans CJK SC",sans-serif;font-size:12.5pt;line-height:1.65;}
h1{font-size:21pt;text-align:center;margin-bottom:3mm}.sub{text-align:center;color:#6E645E;margin-bottom:5mm}
h2{font-size:14pt;margin:6mm 0 2.5mm;border-left:5px solid #3F86C9;padding-left:3mm}.row{display:flex;justify-content:space-between}
.cell{text-align:center;width:24%}.cell svg{height:30mm;margin:0 auto}.frac{display:inline-block;vertical-align:middle;text-align:center;line-height:1.15}
.frac b{display:block;font-weight:400;padding:0 .25em}.frac b+b{border-top:1.2px solid #333}.blank{display:inline-block;min-width:18mm;border-bottom:1px solid #333}
table{border-collapse:collapse;width:calc(100% - 1mm)}td,th{border:1px solid #BDB3A8;padding:1.6mm 2.6mm;vertical-align:top;text-align:left}th{background:#EEF5FB}
.foot{margin-top:6mm;color:#8A7F78;font-size:9.5pt}.page{break-before:page}ol{padding-left:7mm}li{margin:1.2mm 0}svg{display:block}${extra}`).replace('<meta charset="utf-8">', `<meta charset="utf-8"><title>${title}</title>`);

const figure = (body) => svg(220, 220, at(110, 110, 1, body));
const frame = '( 　 )';

const worksheet = () => sheet('分数的初步认识 练习单',
  `<h1>分数的初步认识 · 练习单</h1><div class="sub">三年级上册　班级：<span class="blank"></span>　学号：<span class="blank"></span>　得星：☆ ☆ ☆ ☆ ☆</div>
<h2>一、涂一涂：按分数给图形涂色</h2><div class="row">${[[art.pie(96, 2, 0), 1, 2], [art.pie(96, 4, 0), 1, 4], [`<g transform="translate(-100 -40)">${art.bar(200, 80, 5, 0)}</g>`, 2, 5], [`<g transform="translate(-96 -96)">${art.grid(192, 3, 3, 0)}</g>`, 4, 9]]
    .map(([f, a, b]) => `<div class="cell">${figure(f)}${frac(a, b, 'font-size:17pt')}</div>`).join('')}</div>
<h2>二、写一写：用分数表示涂色部分</h2><div class="row">${[art.pie(96, 3, 1, '#C9DFF2'), art.pie(96, 8, 3, '#C9DFF2'), `<g transform="translate(-96 -96)">${art.grid(192, 2, 2, 3, '#C9DFF2')}</g>`, `<g transform="translate(-100 -40)">${art.bar(200, 80, 6, 1, '#C9DFF2')}</g>`]
    .map((f) => `<div class="cell">${figure(f)}<span style="font-size:17pt">${frac('(　)', '(　)')}</span></div>`).join('')}</div>
<h2>三、比一比：在 ○ 里填上 ＞、＜ 或 ＝</h2><div class="row" style="font-size:17pt;padding:1mm 4mm">${[[1, 2, 1, 4], [1, 8, 1, 3], [2, 5, 4, 5], [3, 3, 1, 1]].map(([a, b, c, d]) => `<span>${frac(a, b)} ○ ${d === 1 ? 1 : frac(c, d)}</span>`).join('')}</div>
<h2>四、判一判：对的画“√”，错的画“×”</h2><ol><li>把一个苹果分成 2 份，每份一定是它的 ${frac(1, 2)}。<span style="float:right">${frame}</span></li><li>把一根绳子对折再对折，每段是全长的 ${frac(1, 4)}。<span style="float:right">${frame}</span></li><li>同一个西瓜，${frac(1, 3)} 个比 ${frac(1, 2)} 个多。<span style="float:right">${frame}</span></li></ol>
<h2>五、想一想</h2><p>小满家的菜地平均分成 8 块，种萝卜用了 3 块，种白菜用了 2 块。萝卜占菜地的几分之几？白菜呢？还有几块空着，占几分之几？</p>
<div class="page"></div><h1>参考答案（给老师）</h1><ol><li>涂色块数分别为 1、1、2、4，涂哪几块都可以。</li><li>${frac(1, 3)}　${frac(3, 8)}　${frac(3, 4)}　${frac(1, 6)}</li><li>＞　＜　＜　＝</li><li>×（没有说平均分）　√　×</li><li>萝卜占 ${frac(3, 8)}，白菜占 ${frac(2, 8)}；还有 3 块空着，占 ${frac(3, 8)}。</li></ol><div class="foot">联校示例资源 · 李明霞名师工作室 · Apache-2.0</div>`);

// The plan names the places in the recording where the local teacher stops it; times come from the narration.
const clock = (t) => `${Math.floor(t / 60)}:${String(Math.floor(t % 60)).padStart(2, '0')}`;
const plan = (cues) => {
  const when = (text) => clock(cues.find((c) => c.text.includes(text)).to);
  return sheet('分数的初步认识 教案',
    `<h1>《分数的初步认识》教案</h1><div class="sub">三年级数学 上册 · 双师课堂用 · 1 课时 · 李明霞名师工作室</div>
<table><tr><th style="width:24mm">教学目标</th><td>1. 在分一分、折一折中认识几分之一，会读、会写。<br>2. 知道分数线、分母、分子各表示什么。<br>3. 会比较 ${frac(1, 2)} 和 ${frac(1, 4)} 这样的分数，感受“份数越多，每份越小”。</td></tr>
<tr><th>重点</th><td>理解“平均分”，认识几分之一。</td></tr><tr><th>难点</th><td>把“一半”这样的生活说法和 ${frac(1, 2)} 联系起来。</td></tr>
<tr><th>准备</th><td>录播课、课件、练习单；每人一张正方形纸、彩笔。</td></tr></table>
<h2>教学过程</h2><table><tr><th style="width:40mm">环节</th><th style="width:48mm">录播里的老师</th><th>教室里的老师</th></tr>
<tr><td>一、分月饼（8 分钟）</td><td>从 4 个、2 个分到 1 个，引出“半个”。</td><td>播放到 <b>${when('每人多少呢')}</b> 暂停：请两名学生上台用纸月饼分一分，说说“半个”怎么来的。</td></tr>
<tr><td>二、认识二分之一（10 分钟）</td><td>讲写法和各部分名称。</td><td>播放到 <b>${when('分子表示取了几份')}</b> 暂停：书空写一遍，同桌互说“分母表示……，分子表示……”。</td></tr>
<tr><td>三、辨一辨（6 分钟）</td><td>出示两个圆。</td><td>播放到 <b>${when('哪个图的涂色部分')}</b> 暂停：举手判断并说理由，抓住“平均分”。</td></tr>
<tr><td>四、折一折（8 分钟）</td><td>对折，再对折。</td><td>每人折出四分之一，涂色。不同折法贴上黑板，问：形状不同，为什么都是四分之一？</td></tr>
<tr><td>五、比一比（4 分钟）</td><td>二分之一和四分之一谁大。</td><td>播放到 <b>${when('谁大')}</b> 暂停：先猜，再用折好的纸比一比。</td></tr>
<tr><td>六、练一练（4 分钟）</td><td>布置作业。</td><td>做练习单一、二题；能上机的做互动练习“分数小达人”。</td></tr></table>
<h2>板书</h2><p style="text-align:center;font-size:14pt">平均分成 2 份，每份是它的二分之一　${frac(1, 2)}　　　${frac(1, 2)} ＞ ${frac(1, 4)}</p>
<div class="foot">联校示例资源 · Apache-2.0</div>`, 'body{font-size:11.5pt}');
};

const guide = () => sheet('分数的初步认识 课程包导学单',
  `<h1>《分数的初步认识》课程包 · 导学单</h1><div class="sub">一节课要用的都在这里：先看，再练，最后写一写</div>
${[['看', '录播课《分数的初步认识》', '约 2 分钟。听到“想一想”，先停下来自己想。', at(110, 110, 1, art.mooncake(84))], ['讲', '课件（PPT）', '老师带着分一分、折一折。', at(110, 110, 1, art.pie(86, 4, 1, C.blue))], ['练', '互动练习“分数小达人”', '八道题，涂一涂、选一选、比一比。', at(110, 110, 1, art.pie(86, 6, 5, C.green))], ['写', '练习单', '五道大题，答案在第二页，家长和老师可以对一对。', `<g transform="translate(24 70)">${art.bar(172, 80, 4, 3, C.orange)}</g>`]]
    .map(([w, t, d, f]) => `<div style="display:flex;align-items:center;border:2px solid #EFE4D2;border-radius:5mm;padding:3mm 6mm;margin:4mm 0;background:#FFFBF3"><div style="font-size:34pt;font-weight:700;color:#3F86C9;width:20mm">${w}</div><div style="width:30mm">${svg(220, 220, f)}</div><div style="padding-left:8mm"><b style="font-size:15pt">${t}</b><br>${d}</div></div>`).join('')}
<h2>我学会了（给自己涂星星）</h2><p>☆ 我知道什么是平均分　☆ 我会读、会写几分之一　☆ 我会比大小</p><div class="foot">联校示例资源 · Apache-2.0</div>`);

const numerals = '一二三四五六七八九'.split('');
const product = (n) => (n < 10 ? '得' + numerals[n - 1] : (n >= 20 ? numerals[Math.floor(n / 10) - 1] : n >= 10 && n < 20 ? '一' : '') + '十' + (n % 10 ? numerals[n % 10 - 1] : '')).replace(/^一十/, '一十');
const times = () => {
  const color = ['#FDE8E4', '#FDEFDD', '#FEF7DA', '#EAF5E4', '#E2F3EE', '#E2F0FA', '#E7EAF9', '#F0E8F8', '#FBE6F0'];
  let rows = '';
  for (let b = 1; b <= 9; b++) {
    rows += '<tr>';
    for (let a = 1; a <= 9; a++) rows += a <= b ? `<td style="background:${color[a - 1]}"><b>${a}×${b}=${a * b}</b><br>${numerals[a - 1]}${numerals[b - 1]}${product(a * b).replace(/^一十$/, '一十').replace(/^一十(.)/, '十$1')}</td>` : '<td class="no"></td>';
    rows += '</tr>';
  }
  return sheet('乘法口诀表', `<h1>乘法口诀表</h1><div class="sub">二年级上册 · 贴在教室里，每天读一遍</div><table>${rows}</table><div class="foot" style="margin-top:3mm">联校示例资源 · 石羊塘中心小学 · Apache-2.0</div>`,
    '@page{size:A4 landscape;margin:10mm}h1{margin-bottom:0}.sub{margin-bottom:2mm}td{text-align:center;padding:2.1mm 0;width:11.1%;font-size:12pt;line-height:1.35}td b{font-size:15pt}td.no{border:none}');
};

const safety = () => sheet('防溺水 六不要记牢',
  `<div style="background:#E3F3FC;border-radius:6mm;padding:6mm 8mm;text-align:center">${svg(700, 150, at(90, 90, 1, art.drop()) + at(600, 110, 0.75, art.child(true, C.red)) + at(500, 110, 0.75, art.child(false, C.blue)) + '<text x="290" y="80" font-size="62" font-weight="700" fill="#1F5F93" text-anchor="middle">防溺水</text><text x="290" y="128" font-size="34" fill="#1F5F93" text-anchor="middle">“六不”要记牢</text>')}</div>
${['不私自下水游泳', '不擅自与他人结伴游泳', '不在没有家长或老师带领时游泳', '不到没有安全设施、没有救援人员的水域游泳', '不到不熟悉的水域游泳', '不会水的同学不擅自下水施救'].map((t, i) => `<div style="display:flex;align-items:center;margin:3.6mm 0;font-size:17pt"><span style="width:12mm;height:12mm;line-height:12mm;border-radius:50%;background:#D9483B;color:#fff;text-align:center;font-weight:700;margin-right:6mm;flex:none">${i + 1}</span>${t}</div>`).join('')}
<h2>看到有人落水</h2><p style="font-size:14pt">① 大声喊：快来人啊！　② 马上找大人，打 <b>110</b> 或 <b>120</b>。　③ 在岸上趴低，递竹竿、书包带，抛绳子、空水桶。④ <b style="color:#D9483B">不手拉手下水救人。</b></p>
<h2>填一填，贴在家里</h2><p style="font-size:14pt">离家最近的水边：<span class="blank" style="min-width:50mm"></span></p><p style="font-size:14pt">放学路上和我同行的大人：<span class="blank" style="min-width:40mm"></span></p><div class="foot">联校示例资源 · 青禾县第一小学 · Apache-2.0</div>`);

const test = () => sheet('六年级数学下册 总复习卷（一）',
  `<h1>六年级数学下册 总复习卷（一）</h1><div class="sub">60 分钟　满分 100 分　班级：<span class="blank"></span>　学号：<span class="blank"></span></div>
<h2>一、填空（每空 6 分）</h2><ol><li>某村去年收稻谷 120 吨，今年比去年多收一成，今年收 <span class="blank"></span> 吨。</li><li>气温从零下 3 ℃ 升到 5 ℃，升高了 <span class="blank"></span> ℃。</li><li>一个圆柱的底面积是 12 平方厘米，高 5 厘米，体积是 <span class="blank"></span> 立方厘米；和它等底等高的圆锥体积是 <span class="blank"></span> 立方厘米。</li><li>在比例尺 1∶50000 的地图上，村小到中心校 8 厘米，实际距离是 <span class="blank"></span> 千米。</li></ol>
<h2>二、判断（每题 4 分）</h2><ol><li>圆的周长和它的直径成正比例。<span style="float:right">${frame}</span></li><li>打八折就是降价百分之八十。<span style="float:right">${frame}</span></li><li>总页数一定，每天读的页数和读的天数成反比例。<span style="float:right">${frame}</span></li></ol>
<h2>三、计算（每题 7 分）</h2><div class="row" style="padding:1mm 6mm 12mm"><span>① ${frac(3, 4)} ＋ ${frac(1, 6)}</span><span>② 12.5 × 3.2 × 0.25</span><span>③ x ∶ 6 ＝ 5 ∶ 3</span><span>④ 40% x ＝ 18</span></div>
<h2>四、解决问题（每题 15 分）</h2><ol><li>一个圆锥形沙堆，底面半径 3 米，高 1.5 米。每立方米沙重 1.7 吨，这堆沙重多少吨？（π 取 3.14，得数保留一位小数）</li><br><br><li>学校买来 240 本图书，按 3∶4∶5 分给四、五、六年级，各分得多少本？</li><br><br></ol>
<div class="page"></div><h1>参考答案</h1><ol><li>132；8；60，20；4</li><li>√　×　√</li><li>① ${frac(11, 12)}　② 10　③ 10　④ 45</li><li>体积 14.13 立方米，约 24.0 吨；60 本、80 本、100 本。</li></ol><div class="foot">联校示例资源 · 青禾县教研室 · Apache-2.0</div>`);

module.exports = { worksheet, plan, guide, times, safety, test };
