#include "tests/bench/delta/reverse.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "center/ingest/stored_zip.h"
#include "center/publish/delta_maker.h"
#include "center/publish/delta_plan.h"
#include "center/publish/normal_form.h"
#include "center/publish/signatures.h"
#include "storage/formats/block_signature.h"
#include "storage/mapped_file.h"
#include "tests/bench/delta/peers.h"

namespace lianxiao::bench {
namespace {

namespace fs = std::filesystem;

std::int64_t SizeOf(const fs::path& path) { return static_cast<std::int64_t>(fs::file_size(path)); }

// As it is published: zip containers with their members stored.
fs::path NormalForm(const fs::path& path, const fs::path& to) {
  const auto stored = center::StoreMembers(path.string(), to.string(), center::MostStoredBytes(SizeOf(path)));
  return stored && *stored ? to : path;
}

struct Reverse {
  std::int64_t signature = 0, rest = 0, packed = 0;  // Packed: 0 when the file does not pack.
  double search_s = 0;                               // The box's.
  std::int64_t Bytes() const { return signature + (packed > 0 ? std::min(packed, rest) : rest); }
};

// With the heads of its request; a piece list is fetched whatever the way, by whoever checks pieces.
std::int64_t OnTheWire(std::string_view signature) {
  return std::ssize(signature) + formats::kRangeHeadBytes;
}

// `made` empty: there is none, so the file comes packed or whole.
Reverse Take(const std::optional<center::MadeSignature>& made, std::string_view old_file,
             std::string_view new_file, std::int64_t packed) {
  Reverse reverse{.rest = std::ssize(new_file), .packed = packed};
  if (!made) return reverse;
  reverse.signature = OnTheWire(made->signature);
  const auto begin = std::chrono::steady_clock::now();
  reverse.rest = center::BytesMissing(*made, new_file, old_file).value();
  reverse.search_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return reverse;
}

std::int64_t PackedBytes(std::string_view file) {
  const auto made = center::PackWhole(file, center::MostPackedBytes(std::ssize(file))).value();
  return made ? std::ssize(made->bytes) : 0;
}

// With blocks as rsync would choose them: when the versions that the center knows told it nothing.
center::MadeSignature PlainSignature(std::string_view file) {
  const auto block = std::max<std::int64_t>(
      704, static_cast<std::int64_t>(std::sqrt(static_cast<double>(file.size()))) / 8 * 8);
  return {formats::MakeSignature(file, formats::ShapeFor(std::ssize(file), block)).value(), std::nullopt};
}

double Kib(std::int64_t bytes) { return static_cast<double>(bytes) / 1024; }

void PrintPeer(const char* name, const fs::path& old_path, const fs::path& new_path,
               const std::string& scratch, std::optional<std::int64_t>& bytes) {
  for (const auto& peer : Peers()) {
    if (std::string_view(peer.name) != name) continue;
    const auto cost = peer.update(old_path.string(), new_path.string(), scratch);
    if (cost) bytes = cost->bytes;
  }
  if (bytes) {
    std::printf(" %11.1f", Kib(*bytes));
  } else {
    std::printf(" %11s", "–");
  }
}

struct Worst {
  double of_rsync = 0, of_whole = 0;
};

void Compare(const fs::path& pair, const std::string& scratch, Worst& worst) {
  const auto old_path = NormalForm(pair / "old", scratch + "/old.stored"),
             new_path = NormalForm(pair / "new", scratch + "/new.stored");
  if (SizeOf(new_path) < center::kLeastSignedBytes) return;
  const auto old_file = storage::MappedFile::Read(old_path.string()).value(),
             new_file = storage::MappedFile::Read(new_path.string()).value();
  const auto packed = PackedBytes(new_file.View());
  const auto best = center::MakeBestSignature(new_file.View(), {old_file.View()}).value();
  const auto ours = Take(best, old_file.View(), new_file.View(), packed);
  const auto plain = Take(PlainSignature(new_file.View()), old_file.View(), new_file.View(), packed);
  std::printf("%-24s %10.1f %10.1f %10.1f %10.1f %11.1f", pair.filename().c_str(), Kib(SizeOf(pair / "new")),
              Kib(ours.Bytes()), Kib(ours.signature), Kib(packed), Kib(plain.Bytes()));
  std::optional<std::int64_t> rsync, zsync;
  PrintPeer("rsync -z", pair / "old", pair / "new", scratch, rsync);
  PrintPeer("zsync", pair / "old", pair / "new", scratch, zsync);
  std::printf("   %6.2f s\n", ours.search_s);
  std::fflush(stdout);
  const auto bytes = static_cast<double>(ours.Bytes());
  if (rsync) worst.of_rsync = std::max(worst.of_rsync, bytes / static_cast<double>(*rsync));
  worst.of_whole = std::max(worst.of_whole, bytes / static_cast<double>(SizeOf(pair / "new")));
}

}  // namespace

void CompareUnknownVersions(const std::vector<fs::path>& pairs, const std::string& scratch) {
  std::printf(
      "\nUnknown old version. Ours: signature, repair or ranges, 600 bytes for each request; or the packed "
      "file\n");
  std::printf("%-24s %10s %10s %10s %10s %11s %11s %11s   the box's search\n", "KiB", "whole", "ours",
              "signature", "packed", "rsync's", "rsync -z", "zsync");
  Worst worst;
  for (const auto& pair : pairs) {
    if (fs::is_regular_file(pair / "new")) Compare(pair, scratch, worst);
  }
  std::printf("\nunknown old version: worst over rsync      %6.3f\n", worst.of_rsync);
  std::printf("unknown old version: worst over the whole  %6.3f\n", worst.of_whole);
}

}  // namespace lianxiao::bench
