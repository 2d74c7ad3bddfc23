// SPDX-License-Identifier: Apache-2.0
// A lesson is a list of lines {say, cue?, show, hold?, think?}: what is said, the subtitle where it differs,
// the picture meanwhile, and how long to wait after it. Out come MP4, WebVTT and poster, timed to the sound.
'use strict';
const fs = require('fs');
const path = require('path');
const { execFileSync } = require('child_process');
const speech = require('./speech');
const render = require('./render');

const FPS = 12;
const stamp = (t) => new Date(Math.round(t * 1000)).toISOString().slice(11, 23);

const ffmpeg = (...args) => execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', '-threads', '2', ...args]);

const vtt = (cues) => 'WEBVTT\n\nNOTE 字幕：联校示例资源\n\n' + cues.map((c, i) => `${i + 1}\n${stamp(c.from)} --> ${stamp(c.to)}\n${c.text}\n`).join('\n');

const lesson = async ({ name, voice, title, artist, lines, slide, poster, posterFile, out, work, cueText = (t) => t }) => {
  fs.mkdirSync(work, { recursive: true });
  const wavs = [], frames = [], cues = [], shots = new Map();
  let now = 0;
  const add = (wav) => { wavs.push(wav); };
  lines.forEach((line, i) => {
    const wav = path.join(work, `${i}.wav`), gap = path.join(work, `${i}.gap.wav`);
    const length = speech.say(line.say, voice, wav);
    const last = i === lines.length - 1;
    // Whole frames only, so that sound and picture never drift.
    const slot = Math.ceil((length + (last ? 0.6 : 0.32 + (line.hold || 0))) * FPS) / FPS;
    speech.silence(slot - length, gap);
    add(wav); add(gap);
    cues.push({ from: now, to: now + length + (last ? 0 : 0.25), text: line.cue || line.say });
    const key = JSON.stringify(line.show);
    if (!shots.has(key)) shots.set(key, { file: path.join(work, `shot${String(shots.size).padStart(2, '0')}.png`), html: slide(...line.show) });
    frames.push({ file: shots.get(key).file, length: slot });
    now += slot;
  });
  await render.pictures([...shots.values()], 1280, 720);
  const sound = path.join(work, 'sound.wav');
  speech.join(wavs, sound);
  const total = Math.round(now * FPS);
  fs.writeFileSync(path.join(work, 'frames.txt'), frames.map((f) => `file '${f.file}'\nduration ${f.length.toFixed(6)}\n`).join('') + `file '${frames[frames.length - 1].file}'\n`);
  // -t and not -frames:v, which would end the sound where the encoder of the pictures has run ahead.
  ffmpeg('-f', 'concat', '-safe', '0', '-i', path.join(work, 'frames.txt'), '-i', sound, '-vf', `fps=${FPS},scale=out_color_matrix=bt709:out_range=tv,format=yuv420p`, '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv',
    '-c:v', 'libx264', '-profile:v', 'main', '-level', '3.1', '-preset', 'veryslow', '-tune', 'animation', '-crf', '43', '-x264-params', 'psy=0', '-g', String(2 * FPS), '-keyint_min', '1', '-bf', '2',
    '-c:a', 'aac', '-b:a', '48k', '-ac', '1', '-ar', '44100', '-t', (total / FPS).toFixed(4), '-metadata', `title=${title}`, '-metadata', `artist=${artist}`,
    '-metadata:s:a:0', 'language=chi', '-movflags', '+faststart', '-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact', path.join(out, `${name}.mp4`));
  fs.writeFileSync(path.join(out, `${name}.vtt`), vtt(cues.map((c) => ({ ...c, text: cueText(c.text) }))));
  if (posterFile) await render.pictures([{ file: posterFile, html: poster }], 640, 360);
  return { seconds: now, cues };
};

module.exports = { lesson, ffmpeg, vtt, stamp };
