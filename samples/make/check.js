// SPDX-License-Identifier: Apache-2.0
// What can be told by a machine about samples/v1 and samples/v2. Prints every fault, exits non-zero if there is one.
'use strict';
const fs = require('fs');
const path = require('path');
const crypto = require('crypto');
const { execFileSync, spawnSync } = require('child_process');

const samples = path.resolve(__dirname, '..');
const MIB = 1024 * 1024;
const LIMIT = 8 * MIB;
let faults = 0, facts = 0;
const hold = (good, what) => { facts++; if (!good) { faults++; console.error(`✗ ${what}`); } };

const COLUMNS = '编号,标题,类型,学段,年级,学科,教材版本,册次,单元,课,知识点,关键词,描述,语言,课堂类型,主讲教师,单位,工作室,地市(区县),精品课,版权,状态,文件,字幕,封面,附件';
const ALLOWED = {
  类型: '录播课 微课 课件 教案 习题 作业 试卷 音频 图片 文档 课程包', 年级: '一年级 二年级 三年级 四年级 五年级 六年级', 册次: '上册 下册 全一册', 学段: '小学',
  课堂类型: '专递课堂 名师课堂 名校网络课堂', 精品课: '校级 县级 市级 省级 部级', 状态: '发布 下架', 语言: 'zh-CN',
};
const MAY_BE_EMPTY = ['课堂类型', '工作室', '精品课', '字幕', '附件'];

const parse = (text) => {
  const rows = [[]];
  let field = '', quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) { if (c === '"' && text[i + 1] === '"') { field += '"'; i++; } else if (c === '"') quoted = false; else field += c; }
    else if (c === '"') quoted = true;
    else if (c === ',') { rows[rows.length - 1].push(field); field = ''; }
    else if (c === '\n') { rows[rows.length - 1].push(field); field = ''; rows.push([]); }
    else if (c !== '\r') field += c;
  }
  rows.pop();
  return rows;
};
const walk = (dir) => fs.readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? walk(path.join(dir, e.name)) : [path.join(dir, e.name)]));
const digest = (file) => crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex');
const run = (program, ...args) => execFileSync(program, args, { maxBuffer: 64 * MIB }).toString();
const probe = (file) => JSON.parse(run('ffprobe', '-v', 'error', '-show_streams', '-show_format', '-of', 'json', file));
const time = (t) => t.split(':').reduce((a, b) => a * 60 + Number(b), 0);

const boxes = (file) => {
  const b = fs.readFileSync(file), names = [];
  for (let at = 0; at + 8 <= b.length;) { const size = b.readUInt32BE(at); names.push(b.toString('latin1', at + 4, at + 8)); if (size < 8) break; at += size; }
  return names;
};
const level = (file) => {
  const said = spawnSync('ffmpeg', ['-hide_banner', '-i', file, '-vn', '-af', 'volumedetect', '-f', 'null', '-']).stderr.toString();
  return { mean: Number(/mean_volume: (\S+)/.exec(said)[1]), max: Number(/max_volume: (\S+)/.exec(said)[1]) };
};
const audible = (file) => { const l = level(file); hold(l.mean > -30 && l.max > -9 && l.max <= 0, `${file}: level mean ${l.mean} dB, peak ${l.max} dB`); };
const fastStart = (file) => { const names = boxes(file); hold(names.indexOf('moov') > 0 && names.indexOf('moov') < names.indexOf('mdat'), `${file}: index not in front (${names})`); };

const cues = (file) => {
  const text = fs.readFileSync(file, 'utf8');
  hold(/^WEBVTT\n/.test(text), `${file}: no WEBVTT head`);
  const list = [...text.matchAll(/^([\d:.]+) --> ([\d:.]+)$/gm)].map((m) => [time(m[1]), time(m[2])]);
  hold(list.length > 3 && list.every(([a, b], i) => a < b && (!i || a >= list[i - 1][1] - 0.001)), `${file}: cues out of order`);
  return list;
};

const media = {
  '.mp4': (file) => {
    const { streams, format } = probe(file);
    const v = streams.find((s) => s.codec_type === 'video'), a = streams.find((s) => s.codec_type === 'audio');
    hold(v && v.codec_name === 'h264' && /^(Main|Constrained Baseline)$/.test(v.profile) && v.level <= 31 && v.pix_fmt === 'yuv420p', `${file}: picture is ${v && [v.codec_name, v.profile, v.level, v.pix_fmt]}`);
    hold(v.width === 1280 && v.height === 720, `${file}: ${v.width}x${v.height}`);
    hold(a && a.codec_name === 'aac' && a.profile === 'LC' && a.channels === 1, `${file}: sound is ${a && [a.codec_name, a.profile, a.channels]}`);
    hold(Math.abs(v.duration - a.duration) < 0.2, `${file}: picture ${v.duration} s, sound ${a.duration} s`);
    const keys = run('ffprobe', '-v', 'error', '-select_streams', 'v', '-skip_frame', 'nokey', '-show_entries', 'frame=pts_time', '-of', 'csv=p=0', file).split('\n').map(parseFloat).filter((t) => !Number.isNaN(t));
    hold(keys[0] === 0 && keys.every((t, i) => !i || t - keys[i - 1] <= 2.01), `${file}: keyframes more than 2 s apart`);
    hold(fs.statSync(file).size <= 1.3 * MIB, `${file}: over 1.3 MiB`);
    hold(Number(format.duration) >= 40 && Number(format.duration) <= 125, `${file}: ${format.duration} s`);
    fastStart(file); audible(file);
  },
  '.m4a': (file) => { const s = probe(file).streams[0]; hold(s.codec_name === 'aac' && s.profile === 'LC', `${file}: ${s.codec_name}`); fastStart(file); audible(file); },
  '.mp3': (file) => { hold(probe(file).streams[0].codec_name === 'mp3', `${file}: not MP3`); audible(file); },
  '.pdf': (file) => {
    const fonts = run('pdffonts', file).split('\n').slice(2).filter(Boolean);
    hold(fonts.length > 0 && fonts.every((l) => /CID TrueType .* yes yes yes/.test(l)), `${file}: fonts not embedded as subsets`);
    hold(/[\u4e00-\u9fff]{3}/.test(run('pdftotext', file, '-')), `${file}: no text to select`);
  },
  '.pptx': (file) => {
    const names = run('unzip', '-Z1', file).trim().split('\n');
    hold(names.filter((n) => /^ppt\/slides\/slide\d+\.xml$/.test(n)).length >= 8, `${file}: fewer than 8 slides`);
    hold(names.some((n) => n.startsWith('ppt/media/')), `${file}: no picture`);
    hold(spawnSync('unzip', ['-tqq', file]).status === 0, `${file}: broken archive`);
    for (const rels of names.filter((n) => n.endsWith('.rels'))) {
      const base = path.posix.dirname(path.posix.dirname(rels));
      for (const m of run('unzip', '-p', file, rels).matchAll(/Target="([^"]+)"(?! TargetMode)/g)) {
        const target = m[1].startsWith('/') ? m[1].slice(1) : path.posix.normalize(path.posix.join(base, m[1]));
        hold(names.includes(target), `${file}: ${rels} names ${target}, which is not there`);
      }
    }
  },
  '.png': (file) => { const s = probe(file).streams[0]; hold(s.codec_name === 'png' && s.width >= 1200, `${file}: ${s.width} wide`); },
  '.jpg': (file) => { const s = probe(file).streams[0]; hold(s.width === 640 && s.height === 360, `${file}: ${s.width}x${s.height}`); },
};

const exercise = (dir) => {
  const files = walk(dir);
  hold(fs.existsSync(path.join(dir, 'index.html')), `${dir}: no index.html`);
  for (const file of files.filter((f) => /\.(html|css|js)$/.test(f))) {
    const text = fs.readFileSync(file, 'utf8');
    hold(!/https?:\/\/(?!www\.w3\.org\/)|[\"'(]\/\/[a-z]/.test(text), `${file}: names an address outside`);
    hold(!/localStorage|sessionStorage|indexedDB|document\.cookie|\bfetch\(|=>|\b(let|const|class)\s+\w+\s*[={]|`|\bgap:|display:\s*grid/.test(text.replace(/class="/g, '')), `${file}: too modern, or wants storage`);
    for (const m of text.matchAll(/(?:src|href)="([^"#]+)"/g)) hold(fs.existsSync(path.join(dir, m[1])), `${file}: ${m[1]} is missing`);
  }
};

const tables = {};
for (const version of ['v1', 'v2']) {
  const dir = path.join(samples, version);
  const text = fs.readFileSync(path.join(dir, 'resources.csv'), 'utf8').replace(/^\ufeff/, '');
  const [head, ...lines] = parse(text);
  hold(head.join(',') === COLUMNS, `${version}: columns are ${head}`);
  const rows = lines.map((l) => { hold(l.length === head.length, `${version}: ${l[0]} has ${l.length} fields`); return Object.fromEntries(head.map((h, i) => [h, l[i]])); });
  tables[version] = rows;
  hold(new Set(rows.map((r) => r.编号)).size === rows.length, `${version}: a 编号 twice`);
  const named = new Set(['resources.csv']);
  for (const r of rows) {
    const who = `${version} ${r.编号}`;
    hold(/^[a-z0-9-]+$/.test(r.编号), `${who}: 编号`);
    for (const c of head) hold(r[c] !== '' || MAY_BE_EMPTY.includes(c), `${who}: ${c} is empty`);
    for (const [c, list] of Object.entries(ALLOWED)) hold(r[c] === '' || list.split(' ').includes(r[c]), `${who}: ${c} is ${r[c]}`);
    for (const name of [r.文件, r.字幕, r.封面, ...r.附件.split('；')].filter(Boolean)) {
      const file = path.join(dir, name);
      hold(fs.existsSync(file) && !path.relative(dir, file).startsWith('..'), `${who}: ${name} is missing`);
      if (name.endsWith('/')) walk(file).forEach((f) => named.add(path.relative(dir, f))); else named.add(name);
    }
    if (r.文件.endsWith('/')) exercise(path.join(dir, r.文件));
    if (r.字幕) {
      const list = cues(path.join(dir, r.字幕)), length = Number(probe(path.join(dir, r.文件)).format.duration), last = list[list.length - 1][1];
      hold(/\.m4a$/.test(r.文件) ? last <= length : Math.abs(length - last) <= 1, `${who}: ${length} s, but the last cue ends at ${last} s`);
    }
  }
  for (const file of walk(dir)) {
    const name = path.relative(dir, file);
    hold(named.has(name), `${version}: nothing names ${name}`);
    if (media[path.extname(name)] && !name.includes('fenshu-daren/')) media[path.extname(name)](file);
  }
}

const [one, two] = [tables.v1, tables.v2];
const spread = (c) => new Set(one.map((r) => r[c]).filter(Boolean)).size;
hold(one.length >= 12 && spread('年级') >= 4 && spread('学科') >= 4 && spread('册次') >= 2 && spread('课堂类型') === 3 && spread('精品课') >= 1, 'v1: the catalog is not varied enough');
hold(two.some((r) => r.状态 === '下架') && two.some((r) => !one.find((o) => o.编号 === r.编号)), 'v2: needs a withdrawn row and a new one');

// What v2 promises about its files.
const v = (version, name) => path.join(samples, version, name);
const same = (name) => digest(v('v1', name)) === digest(v('v2', name));
hold(same('yuwen/kantushuohua.mp4') && !same('yuwen/kantushuohua.vtt'), 'v2: 看图说话 should differ in its subtitles only');
hold(!same('shuxue/fenshu-renshi.mp4'), 'v2: the wrapped video is the same file');
const streams = (file) => run('ffmpeg', '-v', 'error', '-i', file, '-map', '0', '-c', 'copy', '-f', 'streamhash', '-').split('\n').filter(Boolean).map((l) => l.replace(/^\d+,/, '')).sort().join();
hold(streams(v('v1', 'shuxue/fenshu-renshi.mp4')) === streams(v('v2', 'shuxue/fenshu-renshi.mp4')), 'v2: the wrapped video has other streams');
const parts = (version) => new Map(run('unzip', '-v', v(version, 'shuxue/fenshu-kejian.pptx')).split('\n').map((l) => l.trim().split(/\s+/)).filter((l) => l.length === 8).map((l) => [l[7], l[6]]));
const changed = [...parts('v1')].filter(([name, crc]) => parts('v2').get(name) !== crc).map(([name]) => name);
hold(changed.length && changed.every((n) => /slide9\.xml|notesSlide9\.xml/.test(n)), `v2: the PPTX differs in ${changed}`);
const package1 = walk(v('v1', 'shuxue/fenshu-daren')).map((f) => path.relative(v('v1', ''), f));
hold(package1.filter((n) => !same(n)).join() === 'shuxue/fenshu-daren/js/questions.js', 'v2: more than one file of the exercise differs');

const blobs = new Map();
let tree = 0;
for (const version of ['v1', 'v2']) for (const f of walk(v(version, ''))) { tree += fs.statSync(f).size; blobs.set(digest(f), fs.statSync(f).size); }
const stored = [...blobs.values()].reduce((a, b) => a + b, 0);
hold(tree <= LIMIT, `v1 and v2 together are ${tree} bytes`);
console.log(`${one.length} + ${two.length} rows, ${(tree / MIB).toFixed(2)} MiB of files, ${(stored / MIB).toFixed(2)} MiB without repeats`);
console.log(`${facts - faults} passed, ${faults} failed`);
process.exit(faults ? 1 : 0);
