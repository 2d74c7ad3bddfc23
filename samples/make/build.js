// SPDX-License-Identifier: Apache-2.0
// node build.js v1 | v2   (v2 takes v1's files as they are on disk)
'use strict';
const fs = require('fs');
const path = require('path');
const { execFileSync } = require('child_process');
const render = require('./lib/render');
const video = require('./lib/video');
const sounds = require('./sounds');
const papers = require('./papers');
const pictures = require('./pictures');
const courseware = require('./courseware');
const catalog = require('./catalog');

const samples = path.resolve(__dirname, '..');
const work = path.join(__dirname, 'out');
const folder = (version) => (...parts) => {
  const file = path.join(samples, version, ...parts);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return file;
};
const copy = (from, to) => fs.cpSync(from, to, { recursive: true });

const first = async () => {
  fs.rmSync(path.join(samples, 'v1'), { recursive: true, force: true });
  const v1 = folder('v1');
  const lesson = async (name, id, to, more = {}) => {
    const l = require(`./lessons/${name}`);
    return video.lesson({ ...l, ...more, name: path.basename(to), out: path.dirname(v1(to)), posterFile: v1('fengmian', `${id}.jpg`), work: path.join(work, name) });
  };
  // The first edition of these subtitles has the slip that the second corrects: 拨 for 拔.
  await lesson('kantu', 'yw-1s-kantushuohua', 'yuwen/kantushuohua', { cueText: (t) => t.replace('拔萝卜', '拨萝卜') });
  const { cues } = await lesson('fenshu', 'sx-3s-fenshu-renshi', 'shuxue/fenshu-renshi');
  await lesson('shui', 'kx-3s-shui-qunali', 'kexue/shui-qunali');
  await courseware.build(v1('shuxue/fenshu-kejian.pptx'), 1, path.join(work, 'pptx'));
  await render.pdf(v1('shuxue/分数的初步认识-教案.pdf'), papers.plan(cues));
  await render.pdf(v1('shuxue/fenshu-lianxi.pdf'), papers.worksheet());
  await render.pdf(v1('shuxue/fenshu-daoxue.pdf'), papers.guide());
  await render.pdf(v1('shuxue/chengfa-koujue.pdf'), papers.times());
  await render.pdf(v1('shuxue/zongfuxi-1.pdf'), papers.test());
  await render.pdf(v1('zonghe/fangnishui.pdf'), papers.safety());
  copy(path.join(__dirname, 'fenshu-daren'), v1('shuxue/fenshu-daren'));
  fs.mkdirSync(v1('shuxue/fenshu-daren/audio'), { recursive: true });
  sounds.signals(v1('shuxue/fenshu-daren/audio'), path.join(work, 'signals'));
  sounds.poem(sounds.jingyesi, v1('yuwen/jingyesi'), path.join(work, 'jingyesi'));
  sounds.arithmetic(v1('shuxue/tingsuan-chufa.mp3'), path.join(work, 'tingsuan'));
  sounds.english(v1('yingyu/food-drinks.m4a'), path.join(work, 'english'));
  sounds.music(v1('yinyue/tingyin.m4a'), path.join(work, 'music'));
  await pictures.cardFile(v1('yuwen/shizi-kapian.png'));
  await pictures.papercutFile(v1('meishu/jianzhi-hudie.png'));
  await pictures.make(path.join(samples, 'v1'), catalog.rows.map((r) => r.编号).filter((id) => pictures.posters[id]));
  catalog.write(v1('resources.csv'), catalog.rows);
};

const second = async () => {
  fs.rmSync(path.join(samples, 'v2'), { recursive: true, force: true });
  const v1 = folder('v1'), v2 = folder('v2');
  const same = (file) => copy(v1(file), v2(file));
  for (const row of catalog.updates) if (row.编号 !== 'yw-2s-dengguanquelou') same(row.封面);
  same('yuwen/kantushuohua.mp4');
  fs.writeFileSync(v2('yuwen/kantushuohua.vtt'), fs.readFileSync(v1('yuwen/kantushuohua.vtt'), 'utf8').replace('拨萝卜', '拔萝卜'));
  // The same streams in another wrapping: sound first, another title.
  video.ffmpeg('-i', v1('shuxue/fenshu-renshi.mp4'), '-map', '0:a', '-map', '0:v', '-c', 'copy', '-metadata', 'title=分数的初步认识（第一课时）', '-metadata', 'comment=李明霞名师工作室 2026 秋', '-movflags', '+faststart', '-fflags', '+bitexact', v2('shuxue/fenshu-renshi.mp4'));
  same('shuxue/fenshu-renshi.vtt');
  await courseware.build(v2('shuxue/fenshu-kejian.pptx'), 2, path.join(work, 'pptx'));
  same('shuxue/fenshu-daren');
  copy(path.join(__dirname, 'fenshu-daren-2'), v2('shuxue/fenshu-daren'));
  same('shuxue/zongfuxi-1.pdf');
  sounds.poem(sounds.guanquelou, v2('yuwen/dengguanquelou'), path.join(work, 'guanquelou'));
  await pictures.make(path.join(samples, 'v2'), ['yw-2s-dengguanquelou']);
  catalog.write(v2('resources.csv'), catalog.updates);
};

(async () => {
  const what = process.argv.slice(2);
  if (what.includes('v1')) await first();
  if (what.includes('v2')) await second();
  await render.close();
})().catch((e) => { console.error(e); process.exit(1); });
