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

/// Rows are one for each key; their outer slices, which have the row's name, count together.
void DurationSink::row_slice(const Row &row, std::string_view name, int64_t begin_ns, int64_t end_ns, const Args &) {
    const bool numbered = name == row.name && name.starts_with("unmap of resource ");
    const std::string_view shown = numbered ? std::string_view("unmap") : name;
    slices_[{std::string(row.category), std::string(shown)}].push_back(static_cast<double>(end_ns - begin_ns));
}

}  // namespace rcu_bench::trace
