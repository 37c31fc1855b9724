#include "trace/duration_sink.h"

namespace rcu_bench::trace {

void DurationSink::close(const Track &, const Label &label, int64_t begin_ns, int64_t end_ns, const Args &, size_t,
                         const Flow &) {
    slices_[{std::string(label.category), std::string(label.name)}].push_back(static_cast<double>(end_ns - begin_ns));
}

/// Marks that say why are told apart by it.
void DurationSink::mark(const Track &, const Label &label, int64_t, const Args &args, bool, const Flow &) {
    std::string name(label.name);
    for (const Arg &arg : args) {
        if (arg.text != nullptr) name.append(": ").append(arg.text_view());
    }
    ++marks_[{std::string(label.category), std::move(name)}];
}

/// The rows of unmaps count together, those that are in the tables apart from the others.
void DurationSink::row_slice(const Row &row, std::string_view name, int64_t begin_ns, int64_t end_ns,
                             const Args &args) {
    std::string_view shown = name;
    if (name == row.name && row.category == "unmap") {
        shown = "unmap, not measured";
        for (const Arg &arg : args) {
            if (arg.name_view() == "measured" && arg.number == 1) shown = "unmap";
        }
    }
    slices_[{std::string(row.category), std::string(shown)}].push_back(static_cast<double>(end_ns - begin_ns));
}

}  // namespace rcu_bench::trace
