-- For wrk: every request is a POST with as many bytes as the first argument behind `--` says.
function init(args)
  wrk.method = "POST"
  wrk.body = string.rep("x", tonumber(args[1]))
  wrk.headers["Content-Type"] = "application/octet-stream"
  request = function() return stored end
  stored = wrk.format()
end
