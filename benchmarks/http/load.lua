-- wrk script: ask one query again and again. Arguments: path, query (percent-encoded), "fresh" or "same" or an ETag,
-- what to accept, and a name for this run. "fresh" ends each query in a comment that no query had before, so that no
-- server can answer from a cache of whole answers.
local count = 0
local path, query, mode, run

function init(arguments)
  path, query, mode, run = arguments[1], arguments[2], arguments[3], arguments[5]
  wrk.headers["Accept"] = arguments[4]
  if mode ~= "fresh" and mode ~= "same" then
    wrk.headers["If-None-Match"] = mode
  end
end

function request()
  count = count + 1
  local suffix = ""
  if mode == "fresh" then
    suffix = "%0A%23" .. run .. "." .. count
  end
  return wrk.format("GET", path .. "?query=" .. query .. suffix)
end

function done(summary, latency)
  local errors = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format('{"requests": %d, "microseconds": %d, "p50": %d, "p99": %d, "errors": %d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), errors))
end
