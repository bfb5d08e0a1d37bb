-- wrk's side of the lab's request. Arguments: the file of tokens, the line to start with (from 0), path, user agent, content type, body.
local tokens, position = {}, 0

function init(args)
  for line in io.lines(args[1]) do tokens[#tokens + 1] = line end
  position = tonumber(args[2])
  wrk.method, wrk.path, wrk.body = "POST", args[3], args[6]
  wrk.headers["User-Agent"] = args[4]
  wrk.headers["Accept"] = "*/*"
  wrk.headers["Content-Type"] = args[5]
end

function request()
  wrk.headers["Authorization"] = "Bearer " .. tokens[position + 1]
  position = (position + 1) % #tokens
  return wrk.format()
end

-- Answers, errors (an answer of 400 and above is one), microseconds.
function done(summary)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("result %d %d %d\n", summary.requests, failed, summary.duration))
end
