#include "tests/bench/delta/ours.h"

#include <cstdio>
#include <filesystem>
#include <map>
#include <sstream>

#include "center/ingest/content_type.h"
#include "center/ingest/stored_zip.h"
#include "center/publish/delta_maker.h"
#include "center/publish/delta_plan.h"
#include "center/publish/normal_form.h"
#include "center/publish/publisher.h"
#include "storage/mapped_file.h"
#include "tests/bench/delta/measured.h"

namespace lianxiao::bench {
namespace {

namespace fs = std::filesystem;

std::int64_t SizeOf(const std::string& path) { return static_cast<std::int64_t>(fs::file_size(path)); }

// As it is published: zip containers with their members stored.
std::string NormalForm(const std::string& path, const std::string& to) {
  const auto stored = center::StoreMembers(path, to, center::MostStoredBytes(SizeOf(path)));
  return stored && *stored ? to : path;
}

class Sum {
 public:
  void Add(const std::string& way, std::int64_t bytes) {
    bytes_ += bytes;
    ++ways_[way];
  }
  void Print() const {
    std::printf("%lld", static_cast<long long>(bytes_));
    for (const auto& [way, times] : ways_) std::printf(" %s:%d", way.c_str(), times);
    std::printf("\n");
  }

 private:
  std::int64_t bytes_ = 0;
  std::map<std::string, int> ways_;
};

std::string_view View(const storage::MappedFile& file) { return file.View(); }

// The cheapest of the ways that a box would find in the catalog.
void AddFile(const std::string& old_path, const std::string& new_path, Sum& sum) {
  const auto next = storage::MappedFile::Read(new_path).value();
  const auto size = static_cast<std::int64_t>(View(next).size());
  std::optional<center::MadeDelta> best;
  if (!old_path.empty() && size >= 1'024) {
    const auto old_file = storage::MappedFile::Read(old_path).value();
    if (View(old_file) == View(next)) return;
    best = center::MakeDelta(View(old_file), View(next),
                             center::MostDeltaBytes(size, center::PublishOptions().keep_delta_below))
               .value();
  }
  if (!best && size >= 1'024) best = center::PackWhole(View(next), center::MostPackedBytes(size)).value();
  if (best) {
    sum.Add(std::string(formats::Word(best->format)), static_cast<std::int64_t>(best->bytes.size()));
  } else {
    sum.Add("whole", size);
  }
}

void AddTree(const fs::path& old_tree, const fs::path& new_tree, Sum& sum) {
  for (const auto& entry : fs::recursive_directory_iterator(new_tree)) {
    if (!entry.is_regular_file()) continue;
    const auto old_path = old_tree / fs::relative(entry.path(), new_tree);
    AddFile(fs::is_regular_file(old_path) ? old_path.string() : "", entry.path().string(), sum);
  }
}

}  // namespace

int MakeUpdate(const std::string& old_path, const std::string& new_path, const std::string& scratch) {
  Sum sum;
  if (fs::is_directory(new_path)) {
    AddTree(old_path, new_path, sum);
  } else {
    AddFile(NormalForm(old_path, scratch + "/old.stored"), NormalForm(new_path, scratch + "/new.stored"),
            sum);
  }
  sum.Print();
  return 0;
}

OurCost Update(const std::string& old_path, const std::string& new_path, const std::string& scratch) {
  const auto run = Measure({"/proc/self/exe", "--make", old_path, new_path, scratch});
  OurCost cost;
  std::istringstream out(run.out);
  out >> cost.center.bytes;
  std::getline(out >> std::ws, cost.ways);
  cost.center.cpu_s = run.cpu_s;
  cost.center.peak_mib = run.peak_mib;
  return cost;
}

}  // namespace lianxiao::bench
