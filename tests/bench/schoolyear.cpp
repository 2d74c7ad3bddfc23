// ./dev bench schoolyear: how many lessons of a timetable are there before their hour, over school years on a
// metered line of 1 Mbit/s that is up for six hours a day. Virtual time, from seeds.
#include <cstdio>

#include "tests/sim/school_year.h"

namespace lianxiao::sim {
namespace {

double Percent(int part, int whole) { return whole == 0 ? 0 : 100.0 * part / whole; }

struct Row {
  int timetabled = 0, in_time = 0;
  void Add(int of, int more) {
    timetabled += of;
    in_time += more;
  }
};

constexpr unsigned kSeeds = 3;

void Print(const char* name, const Row& row, int best) {
  std::printf("  %-46s %6.1f %%   %6.1f %%\n", name, Percent(row.in_time, row.timetabled),
              Percent(row.in_time, best));
}

void Compare(double load) {
  Row fifo, smallest, deadline, plan, best, bound, with;
  Outcome told;
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    YearOptions options{.seed = seed, .load = load};
    const auto year = MakeYear(options);
    const auto add = [&](Row& row, Order order) {
      const auto outcome = Live(year, order);
      row.Add(outcome.timetabled, outcome.in_time);
      return outcome;
    };
    add(fifo, Order::kFifo);
    add(smallest, Order::kSmallest);
    add(deadline, Order::kDeadline);
    const auto ours = add(plan, Order::kPlan);
    best.Add(ours.timetabled, BestKnown(year));
    bound.Add(ours.timetabled, NoOrderIsBetter(year));
    told.late += ours.late;
    told.flagged += ours.flagged;
    told.flagged_wrongly += ours.flagged_wrongly;
    told.forecasts += ours.forecasts;
    told.kept_safely += ours.kept_safely;
    told.kept_likely += ours.kept_likely;
    options.renditions = true;
    const auto small = Live(MakeYear(options), Order::kPlan);
    with.Add(small.timetabled, small.in_time);
  }
  std::printf("\nTimetable of %.0f %% of what line and quota carry, %d lessons in %u years\n", load * 100,
              plan.timetabled, kSeeds);
  std::printf("  %-46s %8s   %8s\n", "", "in time", "of best");
  Print("as published (FIFO)", fifo, best.in_time);
  Print("smallest first", smallest, best.in_time);
  Print("earliest deadline first", deadline, best.in_time);
  Print("ours", plan, best.in_time);
  Print("best found by who knows the whole year", best, best.in_time);
  Print("no order reaches more than", bound, best.in_time);
  std::printf("  %-46s %6.1f %%\n", "ours, two in three with a small rendition",
              Percent(with.in_time, with.timetabled));
  std::printf("  late: %d, of them flagged two days before: %d; flagged then and in time after all: %d\n",
              told.late, told.flagged, told.flagged_wrongly);
  std::printf(
      "  forecasts of the first morning: %d, came by the likely time %.0f %%, by the safe one %.0f %%\n",
      told.forecasts, Percent(told.kept_likely, told.forecasts), Percent(told.kept_safely, told.forecasts));
}

}  // namespace
}  // namespace lianxiao::sim

int main() {
  for (const double load : {0.5, 0.8, 1.0, 1.4}) lianxiao::sim::Compare(load);
}
