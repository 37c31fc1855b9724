#include "trace/chrome_events.h"

namespace rcu_bench::trace {

void ChromeEvents::begin(char phase, Track track, std::string_view name) {
    out_.raw(written_++ == 0 ? "\n{\"ph\":\"" : ",\n{\"ph\":\"").raw({&phase, 1}).raw("\",\"name\":").quoted(name);
    out_.raw(",\"pid\":").number(track.pid).raw(",\"tid\":").number(track.tid);
}

void ChromeEvents::slice(Track track, const char *cat, std::string_view name, int64_t begin_ns, int64_t end_ns) {
    begin('X', track, name);
    category(cat);
    at(begin_ns);
    out_.raw(",\"dur\":").microseconds(end_ns - begin_ns);
    open_args();
}

void ChromeEvents::instant(Track track, const char *cat, std::string_view name, int64_t at_ns, char scope) {
    begin('i', track, name);
    category(cat);
    at(at_ns);
    out_.raw(",\"s\":\"").raw({&scope, 1}).raw("\"");
    open_args();
}

void ChromeEvents::async(char phase, Track track, const char *cat, std::string_view name, uint64_t id, int64_t at_ns) {
    begin(phase, track, name);
    category(cat);
    at(at_ns);
    out_.raw(",\"id\":").number(id);
    open_args();
}

void ChromeEvents::counter(Track track, std::string_view name, int64_t at_ns) {
    begin('C', track, name);
    at(at_ns);
    open_args();
}

void ChromeEvents::metadata(Track track, const char *what) {
    begin('M', track, what);
    open_args();
}

void ChromeEvents::flow(char phase, Track track, const char *name, uint64_t id, int64_t at_ns) {
    begin(phase, track, name);
    category("flow");
    at(at_ns);
    out_.raw(",\"id\":").number(id).raw(phase == 'f' ? ",\"bp\":\"e\"}" : "}");
}

void ChromeEvents::name_arg(const char *name) {
    out_.raw(first_arg_ ? "\"" : ",\"").raw(name).raw("\":");
    first_arg_ = false;
}

ChromeEvents &ChromeEvents::arg(const char *name, uint64_t value) {
    name_arg(name);
    if (value <= INT64_MAX) {
        out_.number(value);
    } else {
        out_.raw("\"").number(value).raw("\"");  // the importer takes nothing beyond int64
    }
    return *this;
}

ChromeEvents &ChromeEvents::arg(const char *name, std::string_view text) {
    name_arg(name);
    out_.quoted(text);
    return *this;
}

void ChromeEvents::end() { out_.raw("}}"); }

}  // namespace rcu_bench::trace
