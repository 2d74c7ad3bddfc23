// Deltas as a publisher makes them, whole and damaged, against real files.
#include "sync/blobs/delta.h"

#include <gtest/gtest.h>
#include <librsync.h>
#include <zstd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>

#include "storage/formats/copy_delta.h"

namespace lianxiao::sync {
namespace {

using formats::DeltaFormat;

std::string Noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string Pack(std::string_view bytes) {
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), 3));
  return packed;
}

class DeltaTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "lianxiao-delta-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    next_ = basis_;
    next_.replace(700'000, 300, Noise(500, 9));  // A slide edited…
    next_.erase(1'500'000, 4'000);               // …and something cut.
    Write("basis", basis_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }
  void Write(const std::string& name, std::string_view bytes) const {
    std::ofstream(Path(name), std::ios::binary) << bytes;
  }

  std::string ZstdPatch() const {
    auto* context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, 3);
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 22);
    ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1);
    ZSTD_CCtx_refPrefix(context, basis_.data(), basis_.size());
    std::string packed(ZSTD_compressBound(next_.size()), '\0');
    packed.resize(ZSTD_compress2(context, packed.data(), packed.size(), next_.data(), next_.size()));
    ZSTD_freeCCtx(context);
    return packed;
  }

  // As SetUp made it: 700,000 bytes, an edit of 300 that became 500, and 4,000 left out.
  std::string CopyDelta() const {
    const auto size = static_cast<std::int64_t>(basis_.size());
    const std::vector<formats::CopyOp> ops = {{.copy = 700'000, .insert = 500},
                                              {.seek = 300, .copy = 1'500'000 - 700'500},
                                              {.seek = 4'000, .copy = size - 1'503'800}};
    return formats::EncodeCopyDelta(ops, basis_, next_, 3);
  }

  std::vector<std::pair<DeltaFormat, std::string>> All() const {
    return {{DeltaFormat::kZstdPatch, ZstdPatch()},
            {DeltaFormat::kRdiffZstd, Rdiff()},
            {DeltaFormat::kCopyDelta, CopyDelta()},
            {DeltaFormat::kPacked, Pack(next_)}};
  }

  std::string Rdiff() const {
    Write("next", next_);
    auto* old_file = std::fopen(Path("basis").c_str(), "rb");
    auto* new_file = std::fopen(Path("next").c_str(), "rb");
    auto* signature_file = std::fopen(Path("signature").c_str(), "w+b");
    auto* delta_file = std::fopen(Path("rdiff").c_str(), "wb");
    rs_signature_t* signature = nullptr;
    EXPECT_EQ(rs_sig_file(old_file, signature_file, 2'048, 0, RS_RK_BLAKE2_SIG_MAGIC, nullptr), RS_DONE);
    std::rewind(signature_file);
    EXPECT_EQ(rs_loadsig_file(signature_file, &signature, nullptr), RS_DONE);
    EXPECT_EQ(rs_build_hash_table(signature), RS_DONE);
    EXPECT_EQ(rs_delta_file(signature, new_file, delta_file, nullptr), RS_DONE);
    rs_free_sumset(signature);
    for (auto* file : {old_file, new_file, signature_file, delta_file}) std::fclose(file);
    return Pack(ReadFile(folder_ / "rdiff"));
  }

  Status Apply(DeltaFormat format, std::string_view delta, std::size_t size) const {
    Write("delta", delta);
    return ApplyDelta(format, Path("basis"), Path("delta"), Path("result"), static_cast<std::int64_t>(size));
  }

  std::filesystem::path folder_;
  const std::string basis_ = Noise(3'000'000, 1);
  std::string next_;
};

TEST_F(DeltaTest, MakesTheNewFileFromAZstdPatch) {
  const auto delta = ZstdPatch();
  EXPECT_LT(delta.size(), 10'000u);
  const auto status = Apply(DeltaFormat::kZstdPatch, delta, next_.size());
  ASSERT_TRUE(status) << status.error().message;
  EXPECT_EQ(ReadFile(folder_ / "result"), next_);
}

TEST_F(DeltaTest, MakesTheNewFileFromAPackedRdiff) {
  const auto delta = Rdiff();
  EXPECT_LT(delta.size(), 20'000u);
  const auto status = Apply(DeltaFormat::kRdiffZstd, delta, next_.size());
  ASSERT_TRUE(status) << status.error().message;
  EXPECT_EQ(ReadFile(folder_ / "result"), next_);
}

TEST_F(DeltaTest, MakesTheNewFileFromACopyDelta) {
  const auto status = Apply(DeltaFormat::kCopyDelta, CopyDelta(), next_.size());
  ASSERT_TRUE(status) << status.error().message;
  EXPECT_EQ(ReadFile(folder_ / "result"), next_);
}

TEST_F(DeltaTest, MakesThePackedFileFromNothing) {
  std::filesystem::remove(folder_ / "basis");
  const auto status = Apply(DeltaFormat::kPacked, Pack(next_), next_.size());
  ASSERT_TRUE(status) << status.error().message;
  EXPECT_EQ(ReadFile(folder_ / "result"), next_);
}

TEST_F(DeltaTest, WritesNoMoreThanTheSignedSize) {
  for (const auto wrong : {next_.size() - 1, next_.size() + 1, std::size_t{0}}) {
    for (const auto& [format, delta] : All()) {
      EXPECT_FALSE(Apply(format, delta, wrong)) << formats::Word(format) << wrong;
      EXPECT_EQ(std::filesystem::file_size(folder_ / "result"), wrong);
    }
  }
}

TEST_F(DeltaTest, RefusesWhatIsCutOrLonger) {
  for (const auto& [format, delta] : All()) {
    for (const auto size : {std::size_t{0}, std::size_t{3}, delta.size() / 2, delta.size() - 1}) {
      const auto status = Apply(format, std::string_view(delta).substr(0, size), next_.size());
      ASSERT_FALSE(status) << size;
      EXPECT_EQ(status.error().code, ErrorCode::kCorrupt) << status.error().message;
    }
    EXPECT_FALSE(Apply(format, delta + "more", next_.size()));
  }
}

TEST_F(DeltaTest, SurvivesAnyFlippedByte) {
  for (const auto& [format, delta] : All()) {
    std::mt19937 random(5);
    for (int i = 0; i < 40; ++i) {
      auto damaged = delta;
      damaged[random() % damaged.size()] ^= static_cast<char>(1 << (random() % 8));
      // Some damage goes unnoticed here; the whole digest, checked when the file is adopted, notices all.
      if (Apply(format, damaged, next_.size())) {
        EXPECT_EQ(std::filesystem::file_size(folder_ / "result"), next_.size());
      }
    }
  }
}

TEST_F(DeltaTest, SaysThatTheBasisIsGone) {
  const auto delta = ZstdPatch();
  std::filesystem::remove(folder_ / "basis");
  const auto status = Apply(DeltaFormat::kZstdPatch, delta, next_.size());
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kNotFound);
}

TEST_F(DeltaTest, DoesNotReachBeyondAShorterBasis) {
  const auto patch = ZstdPatch();
  const auto rdiff = Rdiff();
  Write("basis", std::string_view(basis_).substr(0, 1'000));
  EXPECT_FALSE(Apply(DeltaFormat::kRdiffZstd, rdiff, next_.size()));
  EXPECT_FALSE(Apply(DeltaFormat::kCopyDelta, CopyDelta(), next_.size()));
  const auto status = Apply(DeltaFormat::kZstdPatch, patch, next_.size());
  EXPECT_TRUE(!status || ReadFile(folder_ / "result") != next_);
}

}  // namespace
}  // namespace lianxiao::sync
