// The live page's requests, without sockets: a call in, a reply out.
#include "tools/orrery/serve/api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "orrery/base/version.hpp"
#include "tools/orrery/serve/assets.hpp"
#include "tools/orrery/serve/figures.hpp"

namespace orrery::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostSets = 64;
constexpr std::size_t kLongestValue = 64;  ///< bytes
constexpr std::size_t kLongestPath = 512;  ///< likewise
constexpr std::size_t kMostInputs = 60;    ///< of a search
constexpr std::size_t kLongestPage = 64;   ///< name of a page

Reply refusal(int status, const std::string& reason) {
    Reply reply;
    reply.status = status;
    reply.body = Json{{"error", reason}}.dump(-1, ' ', false, Json::error_handler_t::replace);
    return reply;
}

Reply json_reply(std::string body) {
    Reply reply;
    reply.body = std::move(body);
    return reply;
}

/// A whole number from 1 on; 0 for anything else.
std::int64_t number_of(const std::string& text) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end && number > 0 ? number : 0;
}

/// A value of a query, %XX and + decoded; empty where it is absent.
std::string query_value(const std::string& query, const std::string& key) {
    for (std::size_t at = 0; at < query.size();) {
        const std::size_t end = std::min(query.find('&', at), query.size());
        const std::string part = query.substr(at, end - at);
        at = end + 1;
        if (part.rfind(key + "=", 0) != 0) continue;
        std::string out;
        for (std::size_t i = key.size() + 1; i < part.size(); ++i) {
            int code = 0;
            const char* digits = part.data() + i + 1;
            const bool escaped = part[i] == '%' && i + 2 < part.size() &&
                                 std::from_chars(digits, digits + 2, code, 16).ptr == digits + 2;
            out += escaped ? static_cast<char>(code) : part[i] == '+' ? ' ' : part[i];
            if (escaped) i += 2;
        }
        return out;
    }
    return {};
}

/// {"sets": {path: value}}: texts, or plain numbers. False: not of this shape.
bool read_sets(const Json& body, Sets& sets) {
    const auto list = body.find("sets");
    if (list == body.end()) return true;
    if (!list->is_object() || list->size() > kMostSets) return false;
    for (const auto& [path, value] : list->items()) {
        if (!value.is_string() && !value.is_number()) return false;
        const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
        if (path.size() > kLongestPath || text.size() > kLongestValue) return false;
        sets.emplace_back(path, text);
    }
    std::sort(sets.begin(), sets.end());
    return true;
}

/// The body, if it is an object with fine sets; else what to answer.
std::optional<Json> body_of(const std::string& text, Sets& sets, Reply& wrong) {
    const Json body = Json::parse(text, nullptr, false);
    if (body.is_discarded() || !body.is_object()) {
        wrong = refusal(400, "the body is no JSON object");
        return std::nullopt;
    }
    if (!read_sets(body, sets)) {
        wrong = refusal(400, "sets: at most 64 paths, each with a number or a text of 64 bytes");
        return std::nullopt;
    }
    return body;
}

Reply errors_reply(const Diagnostics& diagnostics) {
    Reply reply;
    reply.status = 422;
    reply.body = R"({"state":"refused","errors":)" + diagnostics_json(diagnostics) + "}";
    return reply;
}

const Asset* asset_of(const std::string& path) {
    for (const Asset& asset : assets()) {
        if (path == asset.path) return &asset;
    }
    return nullptr;
}

}  // namespace

Reply Api::scenario() const {
    const Scenario& s = session_.scenario();
    const Json known{{"orrery", kVersion}, {"name", s.name}, {"description", s.description}};
    std::string text = known.dump(-1, ' ', false, Json::error_handler_t::replace);
    text.back() = ',';
    text += R"("sliders":)" + sliders_json(session_.sliders());
    text += fmt::format(R"(,"inputs":{}}})", session_.inputs().size());
    return json_reply(std::move(text));
}

Reply Api::run(const std::string& text) const {
    Sets sets;
    Reply wrong;
    const auto body = body_of(text, sets, wrong);
    if (!body) return wrong;
    const auto page = body->find("page");
    const bool named = page != body->end() && page->is_string();
    const std::string name = named ? page->get<std::string>() : std::string();
    if (name.size() > kLongestPage) return refusal(400, "page: at most 64 bytes");
    Diagnostics diagnostics;
    if (!session_.admits(sets, diagnostics)) return errors_reply(diagnostics);
    const auto id = jobs_.submit(name, sets);
    if (!id) return refusal(429, "too many runs wait");
    return json_reply(fmt::format(R"({{"id":{}}})", *id));
}

Reply Api::state(const std::string& number, const std::string& query) const {
    const auto view = jobs_.view(number_of(number));
    if (!view) return refusal(404, "there is no such run");
    std::string text = fmt::format(R"({{"id":{},"state":"{}","version":{},"share":{:.4f})",
                                   view->id, to_string(view->state), view->version, view->share);
    if (!view->estimate.empty() && view->result.empty()) text += R"(,"estimate":)" + view->estimate;
    if (!view->result.empty()) text += R"(,"result":)" + view->result;
    if (!view->errors.empty()) text += R"(,"errors":)" + view->errors;
    Reply reply = json_reply(text + "}");
    reply.unchanged = !view->over() && number_of(query_value(query, "seen")) >= view->version;
    return reply;
}

Reply Api::cancel(const std::string& text) const {
    Sets none;
    Reply wrong;
    const auto body = body_of(text, none, wrong);
    if (!body) return wrong;
    const auto id = body->find("id");
    const bool known =
        id != body->end() && id->is_number_integer() && jobs_.cancel(id->get<std::int64_t>());
    return known ? json_reply("{}") : refusal(404, "there is no such run");
}

Reply Api::overlay(const std::string& text) const {
    Sets sets;
    Reply wrong;
    if (!body_of(text, sets, wrong)) return wrong;
    Diagnostics diagnostics;
    if (!session_.admits(sets, diagnostics)) return errors_reply(diagnostics);
    Reply reply;
    reply.type = "application/yaml";
    reply.body = overlay_of(session_.document(), sets);
    return reply;
}

Reply Api::assumptions(const std::string& text) const {
    Sets sets;
    Reply wrong;
    if (!body_of(text, sets, wrong)) return wrong;
    Diagnostics diagnostics;
    if (!session_.admits(sets, diagnostics)) return errors_reply(diagnostics);
    const auto point = session_.compile(sets, diagnostics);
    return point ? json_reply(assumptions_json(*point->world)) : errors_reply(diagnostics);
}

Reply Api::handle(const Call& call) const {
    const std::size_t mark = call.target.find('?');
    const std::string path = call.target.substr(0, mark);
    const std::string query = mark == std::string::npos ? "" : call.target.substr(mark + 1);
    const std::string one_run = "/api/run/";
    const bool posts = path == "/api/run" || path == "/api/cancel" || path == "/api/overlay" ||
                       path == "/api/assumptions";
    const Asset* asset = asset_of(path);
    const bool gets =
        asset || path == "/api/scenario" || path == "/api/inputs" || path.rfind(one_run, 0) == 0;
    if (!posts && !gets) return refusal(404, "there is nothing at this address");
    if (call.method != (posts ? "POST" : "GET")) return refusal(405, "another method is wanted");
    if (asset) return Reply{200, asset->type, std::string(asset->content), false};
    if (path == "/api/scenario") return scenario();
    if (path == "/api/inputs") {
        const std::string words = query_value(query, "q");
        return json_reply(inputs_json(session_.inputs(), words, kMostInputs));
    }
    if (path == "/api/run") return run(call.body);
    if (path == "/api/cancel") return cancel(call.body);
    if (path == "/api/overlay") return overlay(call.body);
    if (path == "/api/assumptions") return assumptions(call.body);
    return state(path.substr(one_run.size()), query);
}

}  // namespace orrery::serve
