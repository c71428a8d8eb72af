package io.headroom.marketplace.orders;

import io.headroom.jobs.NewJob;
import io.headroom.marketplace.analytics.RollUp;
import io.headroom.marketplace.audit.AuditEvent;
import io.headroom.marketplace.catalog.FieldProblem;
import io.headroom.marketplace.catalog.ItemDocument;
import io.headroom.marketplace.catalog.Stock;
import io.headroom.marketplace.identity.Caller;
import io.headroom.marketplace.identity.Rights;
import io.headroom.spring.jobs.TransactionalJobs;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.transaction.support.TransactionOperations;

/// Places orders. Safe for use by many threads.
final class Orders {

    private static final BigDecimal LARGEST_TOTAL = new BigDecimal("999999999999.99");
    private static final String NOWHERE = "Unspecified";

    private final OrderRepository orders;
    private final Stock stock;
    private final TransactionalJobs jobs;
    private final TransactionOperations transactions;
    private final OrderNumbers numbers;
    private final InstantSource clock;

    Orders(
            OrderRepository orders,
            Stock stock,
            TransactionalJobs jobs,
            TransactionOperations transactions,
            OrderNumbers numbers,
            InstantSource clock) {
        this.orders = orders;
        this.stock = stock;
        this.jobs = jobs;
        this.transactions = transactions;
        this.numbers = numbers;
        this.clock = clock;
    }

    /// Places an order: takes the stock, writes the order, and enqueues what follows from it, in
    /// one transaction.
    ///
    /// @param caller a merchant, for own items, or a customer
    /// @param key repeats of a request with the same key give the order that the first one placed;
    ///   empty for none
    Placement place(OrderDraft draft, Caller caller, String key) {
        AtomicReference<Stock.Taken> taken = new AtomicReference<>(Stock.Taken.NOTHING);
        try {
            return transactions.execute(transaction -> {
                Placement placement = placed(draft, caller, key, taken);
                if (!(placement instanceof Placement.Placed(Order _, boolean replayed))
                        || replayed) {
                    transaction.setRollbackOnly();
                }
                return placement;
            });
        } finally {
            // The commit may have failed on the way back only.
            stock.announce(taken.get());
        }
    }

    private Placement placed(
            OrderDraft draft, Caller caller, String key, AtomicReference<Stock.Taken> taken) {
        long id = orders.nextId();
        if (!key.isEmpty()) {
            Optional<OrderRepository.Earlier> earlier =
                    orders.claim(Rights.name(caller), key, draft.digest(), id);
            if (earlier.isPresent()) {
                return replayed(earlier.get(), draft);
            }
        }
        SortedMap<Long, ItemDocument> items = stock.lock(draft.quantities().keySet());
        Optional<Placement> refusal = refusal(draft, caller, items);
        Optional<String> country = country(draft);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (country.isEmpty()) {
            return new Placement.Unknown(
                    List.of(
                            new FieldProblem(
                                    "customer",
                                    "must be a customer's number; %d is none"
                                            .formatted(draft.customer()))));
        }
        taken.set(stock.take(items, draft.quantities()));
        OrderRef order = new OrderRef(id, numbers.next());
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        orders.insert(id, order.number(), draft, country.get(), items, at);
        jobs.enqueueAll(followingFrom(order, draft, items, caller, at));
        return new Placement.Placed(orders.find(id, draft.language()).orElseThrow(), false);
    }

    private Placement replayed(OrderRepository.Earlier earlier, OrderDraft draft) {
        return earlier.same()
                ? new Placement.Placed(
                        orders.find(earlier.orderId(), draft.language()).orElseThrow(), true)
                : new Placement.KeyReused();
    }

    /// Where the order goes; empty when there is no such customer.
    private Optional<String> country(OrderDraft draft) {
        Optional<String> home =
                draft.customer() == null
                        ? Optional.of(NOWHERE)
                        : orders.countryOf(draft.customer());
        String country = draft.country();
        return country == null ? home : home.map(_ -> country);
    }

    private static Optional<Placement> refusal(
            OrderDraft draft, Caller caller, SortedMap<Long, ItemDocument> items) {
        List<FieldProblem> problems = new ArrayList<>();
        List<Placement.Shortage> shortages = new ArrayList<>();
        draft.quantities()
                .forEach((id, quantity) -> {
                    ItemDocument item = items.get(id);
                    if (item == null || !item.listed()) {
                        problems.add(
                                new FieldProblem("items", "must be sold here; " + id + " is not"));
                    } else if (item.stock() < quantity) {
                        shortages.add(new Placement.Shortage(id, quantity, item.stock()));
                    }
                });
        if (!problems.isEmpty()) {
            return Optional.of(new Placement.Unknown(problems));
        }
        long merchants =
                items.values().stream().mapToInt(ItemDocument::merchantId).distinct().count();
        long currencies = items.values().stream().map(i -> i.price().currency()).distinct().count();
        int merchant = items.firstEntry().getValue().merchantId();
        if (caller instanceof Caller.Merchant(int own) && (merchants > 1 || own != merchant)) {
            return Optional.of(new Placement.Foreign());
        }
        if (merchants > 1) {
            return unknown("must be of one merchant; order from each apart");
        }
        if (currencies > 1) {
            return unknown("must be priced in one currency; order each apart");
        }
        if (OrderRepository.total(draft, items).compareTo(LARGEST_TOTAL) > 0) {
            return unknown("must not cost more than " + LARGEST_TOTAL);
        }
        return shortages.isEmpty()
                ? Optional.empty()
                : Optional.of(new Placement.OutOfStock(shortages));
    }

    private static Optional<Placement> unknown(String message) {
        return Optional.of(new Placement.Unknown(List.of(new FieldProblem("items", message))));
    }

    private static List<NewJob<?>> followingFrom(
            OrderRef order,
            OrderDraft draft,
            SortedMap<Long, ItemDocument> items,
            Caller caller,
            Instant at) {
        ItemDocument any = items.firstEntry().getValue();
        String merchant = "merchant/" + any.merchantId();
        List<NewJob<?>> jobs = new ArrayList<>();
        jobs.add(Confirmations.MAIL.job(order));
        if (draft.phone() != null) {
            jobs.add(Confirmations.SMS.job(order));
        }
        jobs.add(RollUp.TYPE.job(new RollUp.Sale(order.id(), order.number())));
        int units = draft.quantities().values().stream().mapToInt(Integer::intValue).sum();
        jobs.add(
                AuditEvent.TYPE.job(
                        AuditEvent.of(
                                "order/" + order.number() + "/placed",
                                at,
                                Rights.name(caller),
                                "order.placed",
                                "order/" + order.number(),
                                Map.of(
                                        "merchant", merchant,
                                        "lines", Integer.toString(items.size()),
                                        "units", Integer.toString(units),
                                        "total",
                                                OrderRepository.total(draft, items).toPlainString(),
                                        "currency", any.price().currency()))));
        return jobs.stream().<NewJob<?>>map(job -> job.forTenant(merchant)).toList();
    }
}
