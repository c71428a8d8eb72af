-- What the shop knows from its sales: four materialized views, refreshed CONCURRENTLY on a schedule (class Views),
-- hence a unique index on each. docs/catalogue-statistics.md explains the formulas with examples.

-- The two days that every window counts back from. "as_of_day" is the last day the loaded data is about;
-- for a living catalogue it is today. Days are UTC.
CREATE VIEW statistics_clock AS
SELECT coalesce((SELECT (as_of AT TIME ZONE 'UTC')::date FROM catalogue_source), today) AS as_of_day, today
FROM (SELECT (now() AT TIME ZONE 'UTC')::date AS today) AS wall;

-- Ninety days of activity with its age. What was loaded is as old as it was on the day the data is about; what
-- happened in the shop since then is as old as the wall clock says. So a data set of another year has popular
-- items on its first day, and still learns from its visitors.
--
-- activity = views + 5 favorites + 8 shares + 20 orders + units
-- A weight is about how many views of an item it takes to see the act once in web shops: one in twenty views
-- ends in an order, sharing and keeping lie between. A unit counts no more than a view, so that a wholesaler's
-- thousand does not outweigh a hundred buyers.
CREATE VIEW recent_item_daily AS
SELECT day, item_id, views, favorites, shares, orders, units, revenue, age,
       views + 5 * favorites + 8 * shares + 20 * greatest(orders, 0) + greatest(units, 0)::bigint AS activity
FROM (SELECT d.*, CASE WHEN d.day <= c.as_of_day THEN c.as_of_day - d.day ELSE greatest(c.today - d.day, 0) END AS age
      FROM statistics_clock c JOIN item_daily d ON d.day > c.as_of_day - 90) AS aged
WHERE age < 90;

-- Popularity over 30 days: the sum over the days of √activity.
-- The root dampens within a day (a campaign, a robot, one bulk order) and the sum rewards interest that lasts:
-- 100 on one day scores 10, 10 on each of ten days scores 32. The square root also evens out the spread of counts
-- (Anscombe 1948). Rounded per day and added exactly, so that the result never depends on the order of adding.
CREATE MATERIALIZED VIEW popular_items AS
SELECT r.item_id,
       sum(sqrt(r.activity::double precision)::numeric(16, 6))::double precision AS score,
       sum(r.views) AS views, sum(r.favorites) AS favorites, sum(r.shares) AS shares,
       sum(r.orders) AS orders, sum(r.units) AS units
FROM recent_item_daily r JOIN item i ON i.id = r.item_id
WHERE r.age < 30 AND r.activity > 0 AND i.active AND i.deleted_at IS NULL
GROUP BY r.item_id;
CREATE UNIQUE INDEX popular_items_item ON popular_items (item_id);
CREATE INDEX popular_items_score ON popular_items (score DESC, item_id);

-- Per item and day over 90 days.
-- conversion = orders / views and average_order = revenue / orders; null where there is nothing to divide by.
-- Conversion may exceed 1: orders also arrive by ways that show no page.
CREATE MATERIALIZED VIEW daily_item_statistics AS
SELECT item_id, day, views, favorites, shares, orders, units, revenue,
       round(orders::numeric / nullif(views, 0), 4) AS conversion,
       round(revenue / nullif(orders, 0), 2) AS average_order
FROM recent_item_daily;
CREATE UNIQUE INDEX daily_item_statistics_item_day ON daily_item_statistics (item_id, day);

-- Trending over W = 7 days (against 30) and W = 30 days (against 90):
--   heat  = Σ activity × ½^(age / half-life)     half-life 2 days for W = 7, 8 days for W = 30
--   rise  = (rate over W + prior) / (rate over the base + prior)      rates are activity per day
--   prior = mean base rate of all items that had any activity in the base
--   score = rise × ln(1 + heat)
-- The prior is what an item of this shop is expected to do: an item with three views, all of them this week, has
-- proven little and its rise stays near 1; one with a hundred times the prior moves freely. The logarithm lets the
-- rise decide, not the size.
CREATE MATERIALIZED VIEW trending_items AS
WITH span (window_days, base_days, half_life) AS (VALUES (7, 30, 2.0::double precision), (30, 90, 8.0)),
measured AS (
    SELECT s.window_days, s.base_days, r.item_id,
           sum(r.activity) AS base_activity,
           coalesce(sum(r.activity) FILTER (WHERE r.age < s.window_days), 0) AS window_activity,
           coalesce(sum(r.activity * power(0.5, r.age / s.half_life)) FILTER (WHERE r.age < s.window_days), 0) AS heat
    FROM span s JOIN recent_item_daily r ON r.age < s.base_days
    WHERE r.activity > 0
    GROUP BY s.window_days, s.base_days, r.item_id),
rated AS (
    SELECT window_days, item_id, heat,
           window_activity::double precision / window_days AS window_rate,
           base_activity::double precision / base_days AS base_rate,
           (sum(base_activity) OVER w)::double precision / base_days / count(*) OVER w AS prior
    FROM measured
    WINDOW w AS (PARTITION BY window_days))
SELECT t.window_days, t.item_id,
       round(((t.window_rate + t.prior) / (t.base_rate + t.prior) * ln(1 + t.heat))::numeric, 6)::double precision AS score,
       round(((t.window_rate + t.prior) / (t.base_rate + t.prior))::numeric, 6)::double precision AS rise,
       round(t.heat::numeric, 6)::double precision AS heat
FROM rated t JOIN item i ON i.id = t.item_id
WHERE t.window_rate > 0 AND i.active AND i.deleted_at IS NULL;
CREATE UNIQUE INDEX trending_items_window_item ON trending_items (window_days, item_id);
CREATE INDEX trending_items_score ON trending_items (window_days, score DESC, item_id);

-- Bought together: the 24 best companions of each item by the Jaccard index of their baskets, shrunk:
--   score = both / (baskets of one + baskets of the other − both + 10)
-- "both" (support) is at least 3, and the 10 stands for baskets not seen yet, so that two items that met in their
-- only three baskets (plain Jaccard 1) do not lead every list.
-- A basket is an order's distinct items. Orders above 100 items are left out, of the counts too: they are a
-- trader's restocking, say least about any two of their items, and cost the square of their length (in the online
-- retail data 3 % of the orders make 74 % of all pairs, and leaving them out improved the hit rate).
-- Two years back; cancelled orders stay, for the choice was made.
CREATE MATERIALIZED VIEW also_bought AS
WITH basket AS MATERIALIZED (
    SELECT l.order_id, array_agg(DISTINCT l.item_id ORDER BY l.item_id) AS items
    FROM purchase_order o
    JOIN order_line l ON l.order_id = o.id
    CROSS JOIN statistics_clock c
    WHERE o.kind = 'ORDER' AND l.quantity > 0
      AND o.placed_at > ((c.as_of_day - 730)::timestamp AT TIME ZONE 'UTC')
    GROUP BY l.order_id
    HAVING count(DISTINCT l.item_id) BETWEEN 1 AND 100),
seen AS (SELECT u.item_id, count(*) AS baskets FROM basket b CROSS JOIN unnest(b.items) AS u (item_id) GROUP BY u.item_id),
-- Each item with the rest of its basket (the array is sorted, so every pair appears once), ordered by item: the
-- counters of one item's companions then stay in the processor's cache, which halves the time of counting.
member AS MATERIALIZED (
    SELECT u.item_id, b.items[u.place + 1:] AS rest
    FROM basket b CROSS JOIN unnest(b.items) WITH ORDINALITY AS u (item_id, place)
    WHERE u.place < cardinality(b.items)
    ORDER BY u.item_id),
met AS (
    SELECT m.item_id AS one, r.other, count(*) AS support
    FROM member m CROSS JOIN unnest(m.rest) AS r (other)
    GROUP BY m.item_id, r.other
    HAVING count(*) >= 3),
scored AS (
    SELECT m.one, m.other, m.support,
           round(m.support / (s.baskets + t.baskets - m.support + 10)::numeric, 6)::double precision AS score
    FROM met m JOIN seen s ON s.item_id = m.one JOIN seen t ON t.item_id = m.other),
ranked AS (
    SELECT d.item_id, d.other_id, d.score, d.support,
           row_number() OVER (PARTITION BY d.item_id ORDER BY d.score DESC, d.support DESC, d.other_id) AS rank
    FROM (SELECT one AS item_id, other AS other_id, score, support FROM scored
          UNION ALL
          SELECT other, one, score, support FROM scored) AS d
    JOIN item i ON i.id = d.other_id
    WHERE i.active AND i.deleted_at IS NULL)
SELECT item_id, rank::integer AS rank, other_id, score, support::integer AS support
FROM ranked WHERE rank <= 24;
CREATE UNIQUE INDEX also_bought_item_rank ON also_bought (item_id, rank);

-- When each view was refreshed last, for all nodes to see; kept by headroom-postgres (class ViewRefresher).
CREATE TABLE headroom_view_refresh (
    view            text        PRIMARY KEY,
    attempted_at    timestamptz NOT NULL,
    -- When the refresh that made the present content began: what the view says is as old as that.
    refreshed_at    timestamptz,
    duration_millis bigint,
    outcome         text        NOT NULL CHECK (outcome IN ('refreshed', 'failed')),
    -- Failures in a row since the last success.
    failures        integer     NOT NULL DEFAULT 0,
    error           text
);

-- The last flush of item events that each run of a node has committed. A flush whose commit was not
-- acknowledged is sent again under the same sequence and finds here that it has been done.
CREATE TABLE item_event_flush (
    node       uuid        PRIMARY KEY,
    sequence   bigint      NOT NULL,
    flushed_at timestamptz NOT NULL
);
