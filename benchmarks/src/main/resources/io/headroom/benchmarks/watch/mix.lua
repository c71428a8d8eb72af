-- The load profile's shares; what is popular is asked for more often, by the cube of a random number.
local words = {"lamp", "mug", "desk", "chair", "blue", "steel", "garden", "kitchen", "wood", "glass", "light", "box"}
local sorts = {"price", "-price", "-created", "-popularity", "name", "-rating"}

local function popular(n) return 1 + math.floor(n * math.random() ^ 3) end

function init(args) math.randomseed(tonumber(args[1])) end

function request()
  local dice, path = math.random(100), nil
  if dice <= 40 then path = "/api/catalog/items?sort=" .. sorts[math.random(#sorts)] .. "&minPrice=" .. popular(200)
  elseif dice <= 70 then path = "/api/catalog/search?q=" .. words[popular(#words)] .. "%20" .. words[math.random(#words)] .. "&minPrice=" .. popular(20)
  elseif dice <= 90 then path = "/api/catalog/items/" .. popular(5000) .. "/similar"
  else path = "/api/catalog/items/" .. popular(5000) end
  return wrk.format("GET", path, {["Accept-Encoding"] = "gzip"})
end
