#include "storage/formats/status_report.h"

#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/envelope.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/json_fields.h"
#include "storage/formats/utf8.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr std::string_view kStatusPurpose = "lianxiao status 1";

// Where each number of a report goes, for both directions.
struct Number {
  const char* name;
  std::int64_t StatusReport::*member;
};
constexpr Number kNumbers[] = {
    {"counter", &StatusReport::counter},
    {"catalog_version", &StatusReport::catalog_version},
    {"resources", &StatusReport::resources},
    {"resources_cached", &StatusReport::resources_cached},
    {"bytes_cached", &StatusReport::bytes_cached},
    {"bytes_missing", &StatusReport::bytes_missing},
    {"usage_pending", &StatusReport::usage_pending},
    {"bytes_received", &StatusReport::bytes_received},
    {"bytes_sent", &StatusReport::bytes_sent},
    {"disk_free_bytes", &StatusReport::disk_free_bytes},
    {"uptime_s", &StatusReport::uptime_s},
    {"starts", &StatusReport::starts},
    {"letter", &StatusReport::letter},
};

json JsonOf(const Problem& problem) {
  return {{"key", Presentable(problem.key, kMaxProblemKeyBytes)},
          {"subject", Presentable(problem.subject, kMaxProblemSubjectBytes)},
          {"since_ms", problem.since.ms}};
}

Result<Problem> ReadProblem(const json& value, std::size_t index) {
  JsonFields fields(value, "problems[" + std::to_string(index) + "]");
  Problem problem;
  problem.key = fields.Text("key");
  problem.subject = fields.TextOr("subject");
  problem.since.ms = fields.Integer("since_ms");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckLine(fields.Path("key").c_str(), problem.key, kMaxProblemKeyBytes));
  LIANXIAO_TRY(CheckLine(fields.Path("subject").c_str(), problem.subject, kMaxProblemSubjectBytes));
  return problem;
}

}  // namespace

std::string SealStatus(const StatusReport& report, const SigningKey& device, const SealKey& center) {
  json out = {{"device", report.device},
              {"program", Presentable(report.program, kMaxProgramBytes)},
              {"at_ms", report.at.ms}};
  for (const auto& number : kNumbers) out[number.name] = report.*number.member;
  for (const auto& problem : report.problems) {
    if (out["problems"].size() == kMaxProblems) break;
    out["problems"].push_back(JsonOf(problem));
  }
  return SealSigned(kStatusPurpose, Compact(out), device, center);
}

Result<StatusReport> OpenStatus(std::string_view sealed, const OpenKey& center, const VerifyKey& device) {
  if (sealed.size() > kMaxStatusBytes) return Fail(ErrorCode::kInvalid, "the status report is too large");
  LIANXIAO_ASSIGN(const auto text, OpenSigned(kStatusPurpose, sealed, center, device));
  return ParseStatusReport(text);
}

Result<StatusReport> ParseStatusReport(std::string_view text) {
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  JsonFields fields(value);
  StatusReport report;
  report.device = fields.Text("device");
  report.program = fields.Text("program");
  report.at.ms = fields.Integer("at_ms");
  report.counter = fields.Integer("counter");
  // An older box does not know every number, a newer one may drop some: absent is 0.
  for (const auto& number : kNumbers) report.*number.member = fields.IntegerOr(number.name);
  const auto& problems = fields.ListOrEmpty("problems");
  LIANXIAO_TRY(fields.status());
  LIANXIAO_TRY(CheckHex("device", report.device, 32));
  LIANXIAO_TRY(CheckLine("program", report.program, kMaxProgramBytes));
  for (const auto& number : kNumbers) LIANXIAO_TRY(CheckRange(number.name, report.*number.member, 0));
  LIANXIAO_TRY(CheckRange("problems", static_cast<std::int64_t>(problems.size()), 0, kMaxProblems));
  for (std::size_t i = 0; i < problems.size(); ++i) {
    LIANXIAO_ASSIGN(auto problem, ReadProblem(problems[i], i));
    report.problems.push_back(std::move(problem));
  }
  return report;
}

}  // namespace lianxiao::formats
