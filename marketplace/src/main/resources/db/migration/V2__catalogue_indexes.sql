-- The indexes of the catalogue's questions. Each is partial where the question is about listed items,
-- and ends with the id, which makes a page a range of the index in both directions and at any depth.
-- A test shows that the planner uses every one of them for a statement of the repository, and fails
-- for an index that no statement needs.

-- Browsing everything, by each sort.
CREATE INDEX item_by_created ON item (created_at, id)
    WHERE active AND deleted_at IS NULL;
CREATE INDEX item_by_price ON item (price, id)
    WHERE active AND deleted_at IS NULL;
CREATE INDEX item_by_name_en ON item ((name_en COLLATE "en-x-icu"), id)
    WHERE active AND deleted_at IS NULL;
CREATE INDEX item_by_name_es ON item ((coalesce(name_es, name_en) COLLATE "es-x-icu"), id)
    WHERE active AND deleted_at IS NULL;
CREATE INDEX item_by_popularity ON item (popularity, id)
    WHERE active AND deleted_at IS NULL;
CREATE INDEX item_by_rating ON item (rating, id)
    WHERE active AND deleted_at IS NULL;

-- Browsing a category of each level by the sorts that shoppers use most. By name and rating the items
-- of the category are read and sorted, which costs the same at any depth.
CREATE INDEX item_category1_by_created ON item (category1_id, created_at, id)
    WHERE active AND deleted_at IS NULL;
CREATE INDEX item_category1_by_price ON item (category1_id, price, id)
    WHERE active AND deleted_at IS NULL;
CREATE INDEX item_category1_by_popularity ON item (category1_id, popularity, id)
    WHERE active AND deleted_at IS NULL;
CREATE INDEX item_category2_by_created ON item (category2_id, created_at, id)
    WHERE active AND deleted_at IS NULL;
CREATE INDEX item_category2_by_price ON item (category2_id, price, id)
    WHERE active AND deleted_at IS NULL;
CREATE INDEX item_category2_by_popularity ON item (category2_id, popularity, id)
    WHERE active AND deleted_at IS NULL;
CREATE INDEX item_category3_by_created ON item (category3_id, created_at, id)
    WHERE active AND deleted_at IS NULL;
CREATE INDEX item_category3_by_price ON item (category3_id, price, id)
    WHERE active AND deleted_at IS NULL;
CREATE INDEX item_category3_by_popularity ON item (category3_id, popularity, id)
    WHERE active AND deleted_at IS NULL;

-- A brand's items, everywhere and within a main category; a merchant's items.
CREATE INDEX item_brand_by_created ON item (brand_id, created_at, id)
    WHERE active AND deleted_at IS NULL;
CREATE INDEX item_brand_category1_by_created ON item (brand_id, category1_id, created_at, id)
    WHERE active AND deleted_at IS NULL;
CREATE INDEX item_merchant_by_created ON item (merchant_id, created_at, id)
    WHERE active AND deleted_at IS NULL;

-- How many items each category holds, from the index alone.
CREATE INDEX item_by_category_tree ON item (category1_id, category2_id, category3_id)
    WHERE active AND deleted_at IS NULL;

-- What was written since a follower last looked, listed or not.
CREATE INDEX item_changed_in ON item (changed_in);
