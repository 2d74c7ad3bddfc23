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

// The county's PC has something else to do too.
constexpr std::size_t kThreads = 2;

// A file as it lies in the store; a package's files laid end to end.
Result<storage::MappedFile> Open(BlobStore& blobs, const BlobId& id, const formats::PackageLayout& layout) {
  return layout.empty() ? storage::MappedFile::Read(blobs.PathOf(id)) : blobs.LayOut(layout);
}

Result<std::optional<MadeDelta>> Make(BlobStore& blobs, const DeltaJob& job, double keep_below) {
  LIANXIAO_ASSIGN(const auto new_file, Open(blobs, job.to, job.made));
  const auto proof = blobs.Scratch() + "/" + job.to.Hex() + job.from.Hex() + ".proof";
  if (job.IsPacking()) return PackWhole(new_file.View(), MostPackedBytes(job.to_bytes), proof);
  LIANXIAO_ASSIGN(const auto old_file, Open(blobs, job.from, job.basis));
  return MakeDelta(old_file.View(), new_file.View(), MostDeltaBytes(job.to_bytes, keep_below), proof);
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

std::int64_t OldBytes(const BlobStore& blobs, const DeltaJob& job) {
  if (job.IsPacking() || !job.basis.empty()) return formats::BytesOf(job.basis);
  return blobs.Size(job.from).value_or(job.to_bytes);
}

// A queue of jobs to take and one of results to fetch. Safe from any thread.
class Bench {
 public:
  struct Finished {
    const DeltaJob* job;
    Result<TriedDelta> tried;
  };
  Bench(const BlobStore& blobs, const std::vector<DeltaJob>& jobs, std::int64_t memory_bytes)
      : jobs_(jobs), memory_bytes_(memory_bytes) {
    for (const auto& job : jobs) {
      needs_.push_back(MemoryToMake(OldBytes(blobs, job), job.to_bytes));
    }
  }

  // Waits until there is memory for it. Null: there is none left.
  const DeltaJob* NextJob() {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [&] {
      return next_ == jobs_.size() || in_use_ == 0 || in_use_ + needs_[next_] <= memory_bytes_;
    });
    if (next_ == jobs_.size()) return nullptr;
    in_use_ += needs_[next_];
    return &jobs_[next_++];
  }
  void Stop() {
    {
      const std::lock_guard lock(mutex_);
      next_ = jobs_.size();
    }
    freed_.notify_all();
  }
  void Put(const DeltaJob& job, Result<TriedDelta> tried) {
    {
      const std::lock_guard lock(mutex_);
      in_use_ -= needs_[static_cast<std::size_t>(&job - jobs_.data())];
      results_.push_back({&job, std::move(tried)});
    }
    freed_.notify_all();
    arrived_.notify_one();
  }
  Finished Fetch() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return !results_.empty(); });
    auto result = std::move(results_.front());
    results_.pop_front();
    return result;
  }

 private:
  const std::vector<DeltaJob>& jobs_;
  const std::int64_t memory_bytes_;
  std::vector<std::int64_t> needs_;  // Of each job.
  std::mutex mutex_;                 // Guards all below.
  std::size_t next_ = 0;
  std::int64_t in_use_ = 0;
  std::deque<Finished> results_;
  std::condition_variable arrived_, freed_;
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

Status MakeDeltas(BlobStore& blobs, const std::vector<DeltaJob>& jobs, const DeltaLimits& limits,
                  const std::function<Status(const DeltaJob&, const TriedDelta&)>& done) {
  Bench bench(blobs, jobs, limits.memory_bytes);
  const auto work = [&] {
    while (const auto* job = bench.NextJob()) bench.Put(*job, TryAndCatch(blobs, *job, limits.keep_below));
  };
  std::array<std::jthread, kThreads> threads;  // Joined before `bench` goes.
  for (auto& thread : threads) thread = std::jthread(work);

  Status status;
  for (std::size_t fetched = 0; fetched < jobs.size() && status; ++fetched) {
    const auto [job, tried] = bench.Fetch();
    status = tried ? done(*job, *tried) : Status(Fail(tried.error()));
  }
  bench.Stop();
  return status;
}

}  // namespace lianxiao::center
