// Values with every field filled in, and damage done to them, for the tests of the formats.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "storage/formats/catalog.h"
#include "storage/formats/piece_list.h"

namespace lianxiao::formats {

inline File SampleFile(FileRole role, const std::string& path, std::int64_t size_bytes) {
  File file;
  file.role = role;
  file.path = path;
  file.media_type = "video/mp4";
  file.size_bytes = size_bytes;
  file.blob = HashOf(path);
  if (size_bytes > kPieceBytes) file.pieces = HashOf("pieces of " + path);
  return file;
}

inline Resource SampleResource(const std::string& id = "math-3-fractions") {
  Resource r;
  r.id = id;
  r.version = 2;
  r.title = "分数的初步认识";
  r.description = "把一个苹果平均分成\n两份，\"每份\"是多少？\\";
  r.keywords = {"分数", "平均分"};
  r.stage = "小学";
  r.grade = "三年级";
  r.subject = "数学";
  r.edition = "人教版";
  r.volume = "上册";
  r.unit = "第八单元";
  r.lesson = "几分之一";
  r.knowledge_points = {"几分之一"};
  r.type = "录播课";
  r.lesson_type = "专递课堂";
  r.teacher = "王老师";
  r.school = "实验小学";
  r.studio = "王老师工作室";
  r.area = "渌口区";
  r.quality = "县级";
  r.copyright = "渌口区教育资源中心";
  r.published = "2026-09-01T00:00:00Z";
  r.duration_s = 1'260;
  r.files = {SampleFile(FileRole::kMain, "课堂.mp4", 42'000'000),
             SampleFile(FileRole::kSubtitle, "课堂.zh.vtt", 4'000),
             SampleFile(FileRole::kPoster, "封面.jpg", 90'000)};
  r.files[0].deltas = {{DeltaFormat::kZstdPatch, HashOf("old"), HashOf("patch"), 32'000},
                       {DeltaFormat::kRdiffZstd, HashOf("older"), HashOf("delta"), 64'000}};
  r.files[0].signature =
      Signature{HashOf("signature"), 300'000, Repair{HashOf("repair"), {4'096, 6, 500, 100}}};
  r.files[1].language = "zh-CN";
  r.package_deltas = {{DeltaFormat::kCopyDelta, HashOf("old files"), HashOf("files' delta"), 3'000'000,
                       HashOf("pieces of files' delta")},
                      {DeltaFormat::kPacked, {}, HashOf("all files"), 900'000}};
  return r;
}

// One way of damaging bytes, drawn from `seed`: cut, a flipped bit, a byte more, a part twice.
inline std::string Damaged(std::string bytes, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const auto at = below(bytes.size());
  switch (below(4)) {
    case 0: bytes.resize(at); break;
    case 1: bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8))); break;
    case 2: bytes.insert(at, 1, static_cast<char>(below(256))); break;
    default: bytes.insert(at, bytes.substr(at / 2, 1 + below(20))); break;
  }
  return bytes;
}

inline std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

}  // namespace lianxiao::formats
