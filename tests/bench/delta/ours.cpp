#include "tests/bench/delta/ours.h"

#include <cstdio>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "center/ingest/content_type.h"
#include "center/ingest/stored_zip.h"
#include "center/publish/delta_maker.h"
#include "center/publish/delta_plan.h"
#include "center/publish/normal_form.h"
#include "center/publish/package_plan.h"
#include "center/publish/publisher.h"
#include "storage/formats/packing.h"
#include "storage/formats/piece_list.h"
#include "storage/mapped_file.h"
#include "tests/bench/delta/measured.h"

namespace lianxiao::bench {
namespace {

namespace fs = std::filesystem;
using formats::Delta;
using formats::File;
using formats::Resource;

std::int64_t SizeOf(const std::string& path) { return static_cast<std::int64_t>(fs::file_size(path)); }

// As it is published: zip containers with their members stored.
std::string NormalForm(const std::string& path, const std::string& to) {
  const auto stored = center::StoreMembers(path, to, center::MostStoredBytes(SizeOf(path)));
  return stored && *stored ? to : path;
}

double KeepBelow() { return center::PublishOptions().keep_delta_below; }

// Both versions as resources, and where their blobs lie.
class County {
 public:
  // A file, or a tree as an HTML5 package.
  Resource TakeIn(const std::string& path, std::int64_t version) {
    Resource resource{.id = "lesson", .version = version, .title = "课"};
    if (!fs::is_directory(path)) {
      resource.files = {FileOf(path, "lesson")};
      return resource;
    }
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (!entry.is_regular_file()) continue;
      resource.files.push_back(FileOf(entry.path(), fs::relative(entry.path(), path)));
      resource.files.back().role = formats::FileRole::kPackage;
    }
    if (resource.files.empty()) return resource;
    resource.files[0].role = formats::FileRole::kMain;
    resource.files[0].media_type = "text/html";
    return resource;
  }

  // What publishing `next` brings beside its files.
  void Complete(const Resource& old, Resource& next) {
    std::vector<center::PackageDelta> packages;
    bool plainly_good = false;
    for (const auto& job : center::PlanPackages(next, {old})) {
      if (job.IsPacking()) continue;  // Of no use to a box that holds the old version.
      if (const auto delta = Make(job)) {
        plainly_good |= center::IsPlainlyGood(job, delta->size_bytes);
        packages.push_back({job, *delta});
      }
    }
    const auto jobs = plainly_good ? std::vector<center::DeltaJob>() : center::PlanDeltas(next, {old});
    for (const auto& job : jobs) {
      const auto delta = Make(job);
      if (!delta) continue;
      for (auto& file : next.files) {
        if (file.blob == job.to) file.deltas.push_back(*delta);
      }
    }
    center::KeepPackageDeltas(std::move(packages), {old}, KeepBelow(), next);
  }

 private:
  File FileOf(const fs::path& path, const std::string& name) {
    const auto bytes = storage::MappedFile::Read(path).value();
    File file{.path = name, .size_bytes = static_cast<std::int64_t>(bytes.View().size())};
    // Everything is tried packed; what does not gain is not kept.
    file.media_type = "text/plain";
    file.blob = HashOf(bytes.View());
    places_[file.blob] = path;
    return file;
  }

  std::string EndToEnd(const formats::PackageLayout& layout) const {
    std::string bytes;
    bytes.reserve(static_cast<std::size_t>(formats::BytesOf(layout)));
    for (const auto& file : layout) bytes += storage::MappedFile::Read(places_.at(file.blob)).value().View();
    return bytes;
  }

  std::optional<Delta> Make(const center::DeltaJob& job) const {
    std::optional<center::MadeDelta> made;
    if (!job.made.empty()) {
      made = center::MakeDelta(EndToEnd(job.basis), EndToEnd(job.made),
                               center::MostDeltaBytes(job.to_bytes, KeepBelow()))
                 .value();
    } else {
      const auto next = storage::MappedFile::Read(places_.at(job.to)).value();
      if (job.IsPacking()) {
        made = center::PackWhole(next.View(), center::MostPackedBytes(job.to_bytes)).value();
      } else {
        const auto old = storage::MappedFile::Read(places_.at(job.from)).value();
        made = center::MakeDelta(old.View(), next.View(), center::MostDeltaBytes(job.to_bytes, KeepBelow()))
                   .value();
      }
    }
    if (!made) return std::nullopt;
    return Delta{made->format, job.from, HashOf(made->bytes), static_cast<std::int64_t>(made->bytes.size())};
  }

  std::map<BlobId, std::string> places_;
};

// What a school fetches that holds the old version.
class Fetched {
 public:
  Fetched(const Resource& old, const Resource& next) {
    const auto basis = formats::LayOut(old);
    for (const auto& file : basis) here_.insert(file.blob);
    for (const auto& delta : next.package_deltas) {
      if (delta.from != formats::DigestOf(basis)) continue;
      Add("package-" + std::string(Word(delta.format)), delta.size_bytes);
      return;
    }
    for (const auto& file : next.files) {
      if (here_.insert(file.blob).second) Add(file);
    }
  }
  void Print(std::int64_t line_bytes) const {
    std::printf("%lld %d %lld", static_cast<long long>(bytes_), requests_,
                static_cast<long long>(line_bytes));
    for (const auto& [way, times] : ways_) std::printf(" %s:%d", way.c_str(), times);
    std::printf("\n");
  }

 private:
  void Add(const File& file) {
    std::string way = "whole";
    auto bytes = file.size_bytes;
    for (const auto& delta : file.deltas) {
      if (delta.size_bytes >= bytes || (delta.HasBasis() && !here_.contains(delta.from))) continue;
      bytes = delta.size_bytes;
      way = Word(delta.format);
    }
    Add(way, bytes);
  }
  // With the piece list of what is larger than a piece.
  void Add(const std::string& way, std::int64_t bytes) {
    bytes_ += bytes;
    ++requests_;
    ++ways_[way];
    if (bytes <= formats::kPieceBytes) return;
    bytes_ += 12 + 32 * ((bytes + formats::kPieceBytes - 1) / formats::kPieceBytes);
    ++requests_;
  }

  std::set<BlobId> here_;
  std::int64_t bytes_ = 0;
  int requests_ = 0;
  std::map<std::string, int> ways_;
};

}  // namespace

int MakeUpdate(const std::string& old_path, const std::string& new_path, const std::string& scratch) {
  County county;
  const bool tree = fs::is_directory(new_path);
  const auto old = county.TakeIn(tree ? old_path : NormalForm(old_path, scratch + "/old.stored"), 1);
  auto next = county.TakeIn(tree ? new_path : NormalForm(new_path, scratch + "/new.stored"), 2);
  county.Complete(old, next);
  Fetched(old, next).Print(static_cast<std::int64_t>(formats::Pack(formats::ToLine(next), 19).size()));
  return 0;
}

OurCost Update(const std::string& old_path, const std::string& new_path, const std::string& scratch) {
  const auto run = Measure({"/proc/self/exe", "--make", old_path, new_path, scratch});
  OurCost cost;
  std::istringstream out(run.out);
  out >> cost.center.bytes >> cost.requests >> cost.line_bytes;
  std::getline(out >> std::ws, cost.ways);
  cost.center.cpu_s = run.cpu_s;
  cost.center.peak_mib = run.peak_mib;
  return cost;
}

}  // namespace lianxiao::bench
