-- What all scripts share. A counter is a hash: u<start> and r<start> are what is used and reserved of the cell that begins then. Numbers are whole and below 2^53, and leave as text:
-- Lua's own text of a number has 14 digits.
local MOST = 9007199254740991

local function text(number)
  return string.format('%.0f', number)
end

local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- The window of which ARGV names start, end, first and last from an index on; nil if the time does not lie in it. One that rolls has cells alike: it is moved to where the time is.
local function window(at, index)
  local start, finish, first, last = tonumber(ARGV[index]), tonumber(ARGV[index + 1]), tonumber(ARGV[index + 2]), tonumber(ARGV[index + 3])
  local moved = 0
  if first < last then
    moved = math.floor((at - start) / (finish - start)) * (finish - start)
  elseif at < start or at >= finish then
    return nil
  end
  return { start = start + moved, finish = finish + moved, first = first + moved, last = last + moved, counts = finish - first }
end

-- What counts of a counter, all of its fields, and those of cells that began before a time at which they are over.
local function read(key, first, last, over)
  local fields = redis.call('HGETALL', key)
  local sums = { used = 0, reserved = 0, newest = 0, fields = fields, over = {} }
  for i = 1, #fields, 2 do
    local start = tonumber(string.sub(fields[i], 2))
    if start >= first and start <= last then
      local value = tonumber(fields[i + 1])
      if string.byte(fields[i]) == 117 then -- u
        sums.used = sums.used + value
      else
        sums.reserved = sums.reserved + value
      end
      if value > 0 and start > sums.newest then
        sums.newest = start
      end
    elseif over and start <= over then
      sums.over[#sums.over + 1] = fields[i]
    end
  end
  return sums
end

-- The starts of the cells that count, the oldest first, and what each holds.
local function cells(sums, first, last)
  local starts, held = {}, {}
  for i = 1, #sums.fields, 2 do
    local start = tonumber(string.sub(sums.fields[i], 2))
    if start >= first and start <= last then
      if held[start] == nil then
        starts[#starts + 1] = start
        held[start] = 0
      end
      held[start] = held[start] + tonumber(sums.fields[i + 1])
    end
  end
  table.sort(starts)
  return starts, held
end

local function append(answer, sums)
  answer[#answer + 1] = text(math.min(sums.used, MOST))
  answer[#answer + 1] = text(math.min(sums.reserved, MOST))
  answer[#answer + 1] = text(sums.newest)
end

-- A key lives until nothing of it counts, and as long again, an hour at the most: never shorter than it was to.
local function keep(key, milliseconds)
  if redis.call('PTTL', key) < milliseconds then
    redis.call('PEXPIRE', key, text(milliseconds))
  end
end

local function parts(lease)
  local found = {}
  for part in string.gmatch(lease, '%S+') do
    found[#found + 1] = part
  end
  return found
end

-- An answer that wrote nothing. A replica would give it from old data, and a primary that has lost its replicas, too: a write that changes nothing is refused by both.
local function unchanged(leases, answer)
  redis.call('HDEL', leases, '')
  return answer
end

-- Ends a lease: gives back what it holds and uses what used(i, amount) says of its i-th charge. Creates no counter and takes none below 0. All is read before the first write, and
-- that is one which a full memory does not stop, and which fails if its key is none of ours.
local function finish(leases, due, id, lease, used, remember_until)
  local held = parts(lease)
  local changes = {}
  for i = 4, #held, 4 do
    local key, start, amount = held[i], held[i + 1], tonumber(held[i + 2])
    local reserved = redis.call('HGET', key, 'r' .. start)
    if reserved then
      local add = 0
      if held[i + 3] == '0' then
        local before = tonumber(redis.call('HGET', key, 'u' .. start) or '0')
        add = math.min(math.max(used((i - 4) / 4 + 1, amount), 0), MOST - before)
      end
      changes[#changes + 1] = { key, start, math.min(amount, tonumber(reserved)), add }
    end
  end
  redis.call('ZREM', due, id)
  for _, change in ipairs(changes) do
    redis.call('HINCRBY', change[1], 'r' .. change[2], text(0 - change[3]))
    if change[4] > 0 then
      redis.call('HINCRBY', change[1], 'u' .. change[2], text(change[4]))
    end
  end
  redis.call('HSET', leases, id, 'E')
  redis.call('ZADD', due, text(remember_until), id)
end
