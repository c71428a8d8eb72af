-- The load profile's shares of routes and of hits, the same at all times: of 100 requests 88 are for what is always in the caches, as they
-- are few, and 12 are for lists that nobody asked for before. Were it left to chance what is in the caches, the rates would follow it.
local words = {"lamp", "mug", "desk", "chair", "blue", "steel", "garden", "kitchen", "wood", "glass", "light", "box"}
local sorts = {"price", "-price", "-created", "-popularity", "name", "-rating"}

local function priced() return "&minPrice=" .. math.random(20000) / 100 .. "&maxPrice=" .. 200 + math.random(20000) / 100 end

function init(args) math.randomseed(tonumber(args[1])) end

function request()
  local dice, path = math.random(100), nil
  if dice <= 7 then path = "/api/catalog/items?sort=" .. sorts[math.random(#sorts)] .. priced()
  elseif dice <= 12 then path = "/api/catalog/search?q=" .. words[math.random(#words)] .. priced()
  elseif dice <= 45 then path = "/api/catalog/items?sort=" .. sorts[math.random(#sorts)] .. "&minPrice=" .. math.random(5)
  elseif dice <= 70 then path = "/api/catalog/search?q=" .. words[math.random(#words)]
  elseif dice <= 90 then path = "/api/catalog/items/" .. math.random(30) .. "/similar"
  else path = "/api/catalog/items/" .. math.random(30) end
  return wrk.format("GET", path, {["Accept-Encoding"] = "gzip"})
end
