#include "storage/formats/block_signature.h"

#include <stdio.h>  // librsync.h names FILE without including it.

#include <librsync.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "storage/formats/copy_commands.h"

namespace lianxiao::formats {
namespace {

constexpr std::int64_t kHeaderBytes = 12;
constexpr std::int64_t kWeakBytes = 4;
constexpr std::int64_t kMostStrongBytes = 32;
constexpr std::int64_t kReadBytes = 256 << 10;

struct FreeJob {
  void operator()(rs_job_t* job) const { rs_job_free(job); }
};
using Job = std::unique_ptr<rs_job_t, FreeJob>;

// librsync also prints what it returns; a failure is told once, by whoever deals with it.
void KeepQuiet(rs_loglevel, char const*) {}
void Hush() {
  [[maybe_unused]] static const bool quiet = (rs_trace_to(KeepQuiet), true);  // Once, for all threads.
}

std::int64_t BlockCount(std::int64_t file_bytes, std::int64_t block_bytes) {
  return (file_bytes + block_bytes - 1) / block_bytes;
}

std::int64_t BigEndian(std::string_view bytes) {
  std::int64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

tl::unexpected<Error> Wrong(std::string_view what) {
  return Fail(ErrorCode::kCorrupt, "signature: " + std::string(what));
}

// Runs a job over input in memory; `take` gets what it makes. `last`: no more input follows. True: the job is
// done.
template <typename Take>
Result<bool> Run(const Job& job, std::string_view input, bool last, Take&& take) {
  if (!job) return Fail(ErrorCode::kInternal, "librsync: out of memory");
  std::array<char, 64 << 10> made;
  rs_buffers_t buffers{};
  buffers.next_in = const_cast<char*>(input.data());  // Only read.
  buffers.avail_in = input.size();
  buffers.eof_in = last ? 1 : 0;
  for (;;) {
    buffers.next_out = made.data();
    buffers.avail_out = made.size();
    const auto before = buffers.avail_in;
    const auto result = rs_job_iter(job.get(), &buffers);
    const std::string_view bytes(made.data(), made.size() - buffers.avail_out);
    LIANXIAO_TRY(take(bytes));
    if (result == RS_DONE) return true;
    if (result != RS_BLOCKED) return Wrong(rs_strerror(result));
    if (!bytes.empty() || buffers.avail_in != before) continue;
    if (last) return Wrong("it is cut short");
    return false;  // Wants more.
  }
}

Status TakeNothing(std::string_view) { return {}; }

}  // namespace

struct BlockFinder::Sums {
  rs_signature_t* of = nullptr;
  Sums() = default;
  Sums(const Sums&) = delete;
  Sums& operator=(const Sums&) = delete;
  ~Sums() { rs_free_sumset(of); }
};

std::int64_t SignatureBytes(std::int64_t file_bytes, const SignatureShape& shape) {
  return kHeaderBytes + BlockCount(file_bytes, shape.block_bytes) * (kWeakBytes + shape.strong_bytes);
}

// Every place of an old file of about that size is compared with every block, so pairs that agree by chance
// are expected 2^-bits times as often; each costs a piece. One more byte costs a byte for each block.
SignatureShape ShapeFor(std::int64_t file_bytes, std::int64_t block_bytes) {
  const auto blocks = static_cast<double>(BlockCount(file_bytes, block_bytes));
  const auto pairs = blocks * static_cast<double>(file_bytes);
  const auto piece = static_cast<double>(std::min(file_bytes, kPieceBytes));
  const auto cost = [&](std::int64_t strong) {
    const auto false_matches = pairs * std::exp2(-8.0 * static_cast<double>(kWeakBytes + strong));
    return blocks * static_cast<double>(strong) + false_matches * piece;
  };
  SignatureShape shape{block_bytes, 1};
  while (shape.strong_bytes < kMostStrongBytes && cost(shape.strong_bytes + 1) < cost(shape.strong_bytes)) {
    ++shape.strong_bytes;
  }
  return shape;
}

Result<std::string> MakeSignature(std::string_view file_bytes, const SignatureShape& shape) {
  Hush();
  const Job job(rs_sig_begin(static_cast<std::size_t>(shape.block_bytes),
                             static_cast<std::size_t>(shape.strong_bytes), RS_RK_BLAKE2_SIG_MAGIC));
  std::string signature;
  const auto made = Run(job, file_bytes, true, [&](std::string_view bytes) -> Status {
    signature += bytes;
    return {};
  });
  if (!made) return Fail(made.error());
  return signature;
}

Result<std::unique_ptr<BlockFinder::Sums>> BlockFinder::Load(std::string_view signature) {
  auto sums = std::make_unique<Sums>();
  const Job load(rs_loadsig_begin(&sums->of));
  LIANXIAO_ASSIGN(const bool loaded, Run(load, signature, true, TakeNothing));
  if (!loaded || sums->of == nullptr) return Wrong("it cannot be read");
  if (rs_build_hash_table(sums->of) != RS_DONE) return Fail(ErrorCode::kInternal, "librsync: out of memory");
  return sums;
}

Result<BlockFinder> BlockFinder::Read(std::string_view signature, std::int64_t file_bytes) {
  Hush();
  if (std::ssize(signature) < kHeaderBytes) return Wrong("it is cut short");
  if (BigEndian(signature.substr(0, 4)) != RS_RK_BLAKE2_SIG_MAGIC)
    return Wrong("it is none, or of a new kind");
  const SignatureShape shape{BigEndian(signature.substr(4, 4)), BigEndian(signature.substr(8, 4))};
  if (shape.block_bytes < kLeastBlockBytes || shape.block_bytes > kMostBlockBytes || shape.strong_bytes < 1 ||
      shape.strong_bytes > kMostStrongBytes) {
    return Wrong("blocks or sums of a size that is not used");
  }
  if (std::ssize(signature) > kMaxSignatureBytes || file_bytes < 1 ||
      std::ssize(signature) != SignatureBytes(file_bytes, shape)) {
    return Wrong("it is not of a file of this size");
  }
  LIANXIAO_ASSIGN(auto sums, Load(signature));
  return BlockFinder(shape, file_bytes, signature, std::move(sums));
}

BlockFinder::BlockFinder(SignatureShape shape, std::int64_t file_bytes, std::string_view signature,
                         std::unique_ptr<Sums> sums)
    : shape_(shape),
      signature_(signature),
      sums_(std::move(sums)),
      places_(static_cast<std::size_t>(BlockCount(file_bytes, shape.block_bytes))) {}
BlockFinder::BlockFinder(BlockFinder&&) noexcept = default;
BlockFinder& BlockFinder::operator=(BlockFinder&&) noexcept = default;
BlockFinder::~BlockFinder() = default;

Status BlockFinder::LookThrough(const ReadBytes& read) {
  const auto before = Missing().size();
  auto looked = Look(read, *sums_, nullptr);
  FillTwins();
  const auto most = shape_.block_bytes * std::ssize(places_) <= kMostLooksBytes ? kMostLooks : 1;
  auto missing = Missing();
  auto last = before;
  for (int looks = 1; looked && !missing.empty() && missing.size() < last && looks < most; ++looks) {
    last = missing.size();
    const auto sums = Load(SumsOf(missing));
    if (!sums) return Fail(sums.error());
    looked = Look(read, **sums, &missing);
    FillTwins();
    missing = Missing();
  }
  ++old_files_;
  return looked;
}

// `blocks`: those that `sums` are of; null: all.
Status BlockFinder::Look(const ReadBytes& read, const Sums& sums, const Blocks* blocks) {
  // A delta from the new file to the old one: what it copies is what both have.
  CopyCommands commands([&](const CopiedStretch& stretch) {
    for (std::int64_t done = 0; done < stretch.bytes; done += shape_.block_bytes) {
      const auto block = (stretch.place + done) / shape_.block_bytes;
      if (blocks != nullptr && (block < 0 || block >= std::ssize(*blocks))) continue;
      Take(blocks != nullptr ? (*blocks)[static_cast<std::size_t>(block)] : block,
           {old_files_, stretch.made + done});
    }
  });
  const auto take = [&](std::string_view bytes) { return commands.Feed(bytes); };
  const Job job(rs_delta_begin(sums.of));
  Status whole;
  for (std::int64_t at = 0;;) {
    auto bytes = read(at, kReadBytes);
    if (!bytes) {  // As if the file ended here: what was found before counts.
      whole = Fail(bytes.error());
      bytes = std::string();
    }
    at += std::ssize(*bytes);
    LIANXIAO_ASSIGN(const bool done, Run(job, *bytes, bytes->empty(), take));
    if (done) return whole;
  }
}

BlockFinder::Blocks BlockFinder::Missing() const {
  Blocks missing;
  for (std::size_t block = 0; block < places_.size(); ++block) {
    if (!places_[block].Found()) missing.push_back(static_cast<std::int64_t>(block));
  }
  return missing;
}

// A signature of these alone.
std::string BlockFinder::SumsOf(const Blocks& blocks) const {
  const auto each = static_cast<std::size_t>(kWeakBytes + shape_.strong_bytes);
  auto sums = signature_.substr(0, kHeaderBytes);
  for (const auto block : blocks) {
    sums += std::string_view(signature_).substr(kHeaderBytes + static_cast<std::size_t>(block) * each, each);
  }
  return sums;
}

void BlockFinder::Take(std::int64_t block, const Place& place) {
  if (block < 0 || block >= std::ssize(places_)) return;
  auto& known = places_[static_cast<std::size_t>(block)];
  if (!known.Found()) known = place;
}

// Of blocks with the same sums librsync finds one. The others are the same bytes.
void BlockFinder::FillTwins() {
  const auto sums_bytes = static_cast<std::size_t>(kWeakBytes + shape_.strong_bytes);
  const auto sums_of = [&](std::size_t block) {
    return std::string_view(signature_).substr(kHeaderBytes + block * sums_bytes, sums_bytes);
  };
  std::unordered_map<std::string_view, Place> found;
  for (std::size_t block = 0; block < places_.size(); ++block) {
    if (places_[block].Found()) found.try_emplace(sums_of(block), places_[block]);
  }
  for (std::size_t block = 0; block < places_.size(); ++block) {
    if (places_[block].Found()) continue;
    if (const auto twin = found.find(sums_of(block)); twin != found.end()) places_[block] = twin->second;
  }
}

}  // namespace lianxiao::formats
