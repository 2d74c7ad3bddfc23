#include "center/publish/delta_workers.h"

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "center/publish/delta_maker.h"
#include "storage/formats/piece_list.h"
#include "storage/mapped_file.h"

namespace lianxiao::center {
namespace {

// The county's PC has something else to do too, and each try holds two files in memory.
constexpr std::size_t kThreads = 2;

Result<std::optional<MadeDelta>> Make(const BlobStore& blobs, const DeltaJob& job, double keep_below) {
  LIANXIAO_ASSIGN(const auto new_file, storage::MappedFile::Read(blobs.PathOf(job.to)));
  if (job.IsPacking()) return PackWhole(new_file.View(), MostPackedBytes(job.to_bytes));
  LIANXIAO_ASSIGN(const auto old_file, storage::MappedFile::Read(blobs.PathOf(job.from)));
  return MakeDelta(old_file.View(), new_file.View(), MostDeltaBytes(job.to_bytes, keep_below));
}

// The piece list first: a delta that is there has its list.
Result<BlobId> PutPieces(BlobStore& blobs, std::string_view bytes) {
  if (bytes.size() <= static_cast<std::size_t>(formats::kPieceBytes)) return BlobId{};
  formats::PieceHasher hasher;
  hasher.Add(bytes);
  return blobs.PutBytes(formats::Encode(hasher.Finish().pieces));
}

Result<TriedDelta> Try(BlobStore& blobs, const DeltaJob& job, double keep_below) {
  LIANXIAO_ASSIGN(const auto made, Make(blobs, job, keep_below));
  TriedDelta tried{job.from, job.to, std::nullopt};
  if (!made) return tried;
  formats::Delta delta{.format = made->format, .from = job.from};
  delta.size_bytes = static_cast<std::int64_t>(made->bytes.size());
  LIANXIAO_ASSIGN(delta.pieces, PutPieces(blobs, made->bytes));
  LIANXIAO_ASSIGN(delta.blob, blobs.PutBytes(made->bytes));
  tried.delta = delta;
  return tried;
}

// A queue of jobs to take and one of results to fetch. Safe from any thread.
class Bench {
 public:
  explicit Bench(const std::vector<DeltaJob>& jobs) : jobs_(jobs) {}

  const DeltaJob* NextJob() {
    const std::lock_guard lock(mutex_);
    return next_ < jobs_.size() ? &jobs_[next_++] : nullptr;
  }
  void Stop() {
    const std::lock_guard lock(mutex_);
    next_ = jobs_.size();
  }
  void Put(Result<TriedDelta> result) {
    {
      const std::lock_guard lock(mutex_);
      results_.push_back(std::move(result));
    }
    arrived_.notify_one();
  }
  Result<TriedDelta> Fetch() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return !results_.empty(); });
    auto result = std::move(results_.front());
    results_.pop_front();
    return result;
  }

 private:
  const std::vector<DeltaJob>& jobs_;
  std::mutex mutex_;  // Guards next_ and results_.
  std::size_t next_ = 0;
  std::deque<Result<TriedDelta>> results_;
  std::condition_variable arrived_;
};

// Memory may run out over two large files; that is a failure like any other.
Result<TriedDelta> TryAndCatch(BlobStore& blobs, const DeltaJob& job, double keep_below) {
  try {
    return Try(blobs, job, keep_below);
  } catch (const std::exception& e) {
    return Fail(ErrorCode::kInternal, std::string("make a delta: ") + e.what());
  }
}

}  // namespace

Status MakeDeltas(BlobStore& blobs, const std::vector<DeltaJob>& jobs, double keep_below,
                  const std::function<Status(const TriedDelta&)>& done) {
  Bench bench(jobs);
  const auto work = [&] {
    while (const auto* job = bench.NextJob()) bench.Put(TryAndCatch(blobs, *job, keep_below));
  };
  std::array<std::jthread, kThreads> threads;  // Joined before `bench` goes.
  for (auto& thread : threads) thread = std::jthread(work);

  Status status;
  for (std::size_t fetched = 0; fetched < jobs.size() && status; ++fetched) {
    const auto tried = bench.Fetch();
    status = tried ? done(*tried) : Status(Fail(tried.error()));
  }
  bench.Stop();
  return status;
}

}  // namespace lianxiao::center
