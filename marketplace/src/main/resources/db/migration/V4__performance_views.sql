-- How merchants and categories do: two more materialized views, refreshed as those of V3 are (class Views).
-- docs/catalogue-statistics.md explains the formulas with examples.

-- Windows of 7 and 30 days, each beside the days before it of the same length; ages as in recent_item_daily.
CREATE VIEW performance_window AS
SELECT window_days, row_age, row_age >= window_days AS before
FROM (VALUES (7), (30)) AS w (window_days)
CROSS JOIN LATERAL generate_series(0, 2 * window_days - 1) AS row_age;

-- Orders of the last 60 days with their age, by the day (UTC) on which they were placed; a cancellation counts on the day
-- of the order it cancels where that is known, as it does in item_daily.
CREATE VIEW recent_order AS
SELECT merchant_id, customer_id, currency, kind, total, age
FROM (SELECT o.merchant_id, o.customer_id, o.currency, o.kind, o.total,
             CASE WHEN d.day <= c.as_of_day THEN c.as_of_day - d.day ELSE greatest(c.today - d.day, 0) END AS age
      FROM statistics_clock c
      CROSS JOIN purchase_order o
      LEFT JOIN purchase_order x ON x.id = o.cancels_id
      CROSS JOIN LATERAL (SELECT (coalesce(x.placed_at, o.placed_at) AT TIME ZONE 'UTC')::date AS day) AS d
      WHERE d.day > c.as_of_day - 60) AS aged
WHERE age < 60;

-- Per merchant and window: what was sold in each currency, to whom, and what people looked at.
--   revenue          = totals of orders less those of cancellations
--   average_order    = totals of orders / orders; null without orders
--   returning_share  = customers with two orders or more in the window / customers; null without known customers
--   cancelled_share  = cancellations / orders
--   conversion       = orders / views of the merchant's items; orders also arrive by ways that show no page
--   growth           = revenue / revenue of the days before - 1; null where there was none
-- A merchant without anything in both windows has no row.
CREATE MATERIALIZED VIEW merchant_performance AS
WITH sold AS (
    SELECT o.merchant_id, w.window_days, o.currency,
           count(*) FILTER (WHERE o.kind = 'ORDER' AND NOT w.before) AS orders,
           count(*) FILTER (WHERE o.kind = 'CANCELLATION' AND NOT w.before) AS cancellations,
           coalesce(sum(o.total) FILTER (WHERE NOT w.before), 0.00) AS revenue,
           coalesce(sum(o.total) FILTER (WHERE o.kind = 'ORDER' AND NOT w.before), 0.00) AS ordered,
           coalesce(sum(o.total) FILTER (WHERE w.before), 0.00) AS revenue_before,
           count(DISTINCT o.customer_id) FILTER (WHERE o.kind = 'ORDER' AND NOT w.before) AS customers
    FROM recent_order o JOIN performance_window w ON w.row_age = o.age
    GROUP BY o.merchant_id, w.window_days, o.currency),
returned AS (
    SELECT merchant_id, window_days, currency, count(*) AS customers
    FROM (SELECT o.merchant_id, w.window_days, o.currency, o.customer_id
          FROM recent_order o JOIN performance_window w ON w.row_age = o.age AND NOT w.before
          WHERE o.kind = 'ORDER' AND o.customer_id IS NOT NULL
          GROUP BY o.merchant_id, w.window_days, o.currency, o.customer_id
          HAVING count(*) >= 2) AS often
    GROUP BY merchant_id, window_days, currency),
seen AS (
    SELECT i.merchant_id, w.window_days, i.currency,
           sum(r.views) FILTER (WHERE NOT w.before) AS views
    FROM recent_item_daily r
    JOIN item i ON i.id = r.item_id
    JOIN performance_window w ON w.row_age = r.age
    GROUP BY i.merchant_id, w.window_days, i.currency)
SELECT merchant_id, window_days, currency,
       coalesce(s.orders, 0) AS orders,
       coalesce(s.cancellations, 0) AS cancellations,
       coalesce(s.revenue, 0.00) AS revenue,
       coalesce(s.revenue_before, 0.00) AS revenue_before,
       coalesce(s.customers, 0) AS customers,
       coalesce(r.customers, 0) AS returning_customers,
       coalesce(v.views, 0) AS views,
       round(s.ordered / nullif(s.orders, 0), 2) AS average_order,
       round(coalesce(r.customers, 0)::numeric / nullif(s.customers, 0), 4) AS returning_share,
       round(s.cancellations::numeric / nullif(s.orders, 0), 4) AS cancelled_share,
       round(coalesce(s.orders, 0)::numeric / nullif(v.views, 0), 4) AS conversion,
       CASE WHEN s.revenue_before > 0 THEN round(s.revenue / s.revenue_before - 1, 4) END AS growth
FROM sold s
FULL JOIN seen v USING (merchant_id, window_days, currency)
LEFT JOIN returned r USING (merchant_id, window_days, currency);
CREATE UNIQUE INDEX merchant_performance_merchant ON merchant_performance (merchant_id, window_days, currency);

-- Per category of each level and window: an item counts for its category and for all above it.
--   item_orders = orders counted once for each item of the category that they hold
--   conversion  = item_orders / views
--   share       = revenue / revenue of all categories of the same level in that currency; null where that is 0
--   growth      = revenue / revenue of the days before - 1; null where there was none
CREATE MATERIALIZED VIEW category_performance AS
WITH day AS (
    SELECT c.category_id, c.level, w.window_days, i.currency, w.before, r.item_id,
           r.views, r.favorites, r.shares, r.orders, r.units, r.revenue
    FROM recent_item_daily r
    JOIN item i ON i.id = r.item_id
    JOIN performance_window w ON w.row_age = r.age
    CROSS JOIN LATERAL (VALUES (1, i.category1_id), (2, i.category2_id), (3, i.category3_id)) AS c (level, category_id)
    WHERE c.category_id IS NOT NULL),
summed AS (
    SELECT category_id, level, window_days, currency,
           count(DISTINCT item_id) FILTER (WHERE NOT before) AS items,
           coalesce(sum(views) FILTER (WHERE NOT before), 0) AS views,
           coalesce(sum(favorites) FILTER (WHERE NOT before), 0) AS favorites,
           coalesce(sum(shares) FILTER (WHERE NOT before), 0) AS shares,
           coalesce(sum(orders) FILTER (WHERE NOT before), 0) AS item_orders,
           coalesce(sum(units) FILTER (WHERE NOT before), 0) AS units,
           coalesce(sum(revenue) FILTER (WHERE NOT before), 0.00) AS revenue,
           coalesce(sum(revenue) FILTER (WHERE before), 0.00) AS revenue_before
    FROM day
    GROUP BY category_id, level, window_days, currency)
SELECT category_id, window_days, currency, level, items, views, favorites, shares, item_orders, units, revenue,
       revenue_before,
       round(item_orders::numeric / nullif(views, 0), 4) AS conversion,
       round(revenue / nullif(sum(revenue) OVER (PARTITION BY level, window_days, currency), 0), 4) AS share,
       CASE WHEN revenue_before > 0 THEN round(revenue / revenue_before - 1, 4) END AS growth
FROM summed;
CREATE UNIQUE INDEX category_performance_category ON category_performance (category_id, window_days, currency);

-- What maintenance was asked for, by whom, and what came of it; for all nodes to see, and for the auditor. Kept by
-- headroom-postgres (class Optimizer).
CREATE TABLE headroom_maintenance (
    run             uuid        NOT NULL,
    step            integer     NOT NULL,
    asked_by        text        NOT NULL,
    planned_at      timestamptz NOT NULL,
    action          text        NOT NULL,
    subject         text        NOT NULL,
    statement       text        NOT NULL,
    reason          text        NOT NULL,
    -- Abandoned: the node that worked on it is gone.
    state           text        NOT NULL
        CHECK (state IN ('planned', 'running', 'done', 'failed', 'skipped', 'abandoned')),
    started_at      timestamptz,
    duration_millis bigint,
    -- Why it failed or was skipped.
    message         text,
    -- The session that runs it.
    pid             integer,
    PRIMARY KEY (run, step)
);
