package io.headroom.marketplace.reports;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.openpdf.text.Document;
import org.openpdf.text.Element;
import org.openpdf.text.pdf.BaseFont;
import org.openpdf.text.pdf.PdfContentByte;
import org.openpdf.text.pdf.PdfPageEventHelper;
import org.openpdf.text.pdf.PdfWriter;

/// Numbers pages at their foot.
final class PageNumbers extends PdfPageEventHelper {

    private static final float SIZE = 7;
    private static final float DISTANCE = 20;

    @Override
    public void onEndPage(PdfWriter writer, Document document) {
        PdfContentByte page = writer.getDirectContent();
        page.beginText();
        page.setFontAndSize(helvetica(), SIZE);
        page.showTextAligned(
                Element.ALIGN_RIGHT,
                "Page " + writer.getPageNumber(),
                document.right(),
                document.bottom() - DISTANCE,
                0);
        page.endText();
    }

    static BaseFont helvetica() {
        try {
            return BaseFont.createFont(BaseFont.HELVETICA, BaseFont.WINANSI, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
