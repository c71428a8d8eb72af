package io.headroom.marketplace.reports;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openpdf.text.Element;
import org.openpdf.text.pdf.PdfContentByte;

/// Bars of revenue, by day, or by month where days would be too narrow.
///
/// @param unit `day` or `month`
/// @param bars in order, one for each day or month of the range, those without sales included
record RevenueChart(String unit, List<Bar> bars) {

    static final float HEIGHT = 120;

    private static final int MOST_DAYS = 92;
    private static final float LABEL = 12;
    private static final float SCALE = 58;
    private static final float FONT = 7;

    /// @param label as `2026-01-31` or `2026-01`
    record Bar(String label, BigDecimal revenue) {}

    static RevenueChart of(LocalDate from, LocalDate to, String currency, List<Sales.Day> days) {
        boolean daily = ChronoUnit.DAYS.between(from, to) < MOST_DAYS;
        Map<String, BigDecimal> bars = new TreeMap<>();
        for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
            bars.put(label(day, daily), BigDecimal.ZERO);
        }
        for (Sales.Day day : days) {
            if (day.sum().currency().equals(currency)) {
                bars.merge(label(day.day(), daily), day.sum().revenue(), BigDecimal::add);
            }
        }
        List<Bar> list = new ArrayList<>();
        bars.forEach((label, revenue) -> list.add(new Bar(label, revenue)));
        return new RevenueChart(daily ? "day" : "month", list);
    }

    private static String label(LocalDate day, boolean daily) {
        return daily ? day.toString() : day.toString().substring(0, 7);
    }

    /// @param x of the lower left corner
    /// @param y of the lower left corner
    void draw(PdfContentByte page, float x, float y, float width) {
        double highest = extreme(1);
        double lowest = -extreme(-1);
        double span = Math.max(highest - lowest, 0.01);
        float left = x + SCALE;
        float bottom = y + LABEL;
        float height = HEIGHT - LABEL;
        float zero = bottom + (float) (-lowest / span * height);
        float step = (width - SCALE) / bars.size();
        page.saveState();
        page.setRGBColorFill(52, 101, 164);
        for (int i = 0; i < bars.size(); i++) {
            float bar = (float) (bars.get(i).revenue().doubleValue() / span * height);
            page.rectangle(left + i * step + step * 0.1f, zero, step * 0.8f, bar);
            page.fill();
        }
        page.setGrayStroke(0.5f);
        page.setLineWidth(0.5f);
        page.moveTo(left, zero);
        page.lineTo(x + width, zero);
        page.stroke();
        page.setGrayFill(0);
        page.beginText();
        page.setFontAndSize(PageNumbers.helvetica(), FONT);
        page.showTextAligned(
                Element.ALIGN_RIGHT,
                figure(highest),
                left - 4,
                zero + (float) (highest / span * height) - FONT,
                0);
        page.showTextAligned(Element.ALIGN_RIGHT, "0", left - 4, zero - FONT / 2, 0);
        page.showTextAligned(Element.ALIGN_LEFT, bars.getFirst().label(), left, y, 0);
        if (bars.size() > 1) {
            page.showTextAligned(Element.ALIGN_RIGHT, bars.getLast().label(), x + width, y, 0);
        }
        page.endText();
        page.restoreState();
    }

    /// The greatest distance from 0 in a direction.
    private double extreme(int direction) {
        return bars.stream()
                .mapToDouble(bar -> direction * bar.revenue().doubleValue())
                .max()
                .stream()
                .map(most -> Math.max(most, 0))
                .sum();
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}
