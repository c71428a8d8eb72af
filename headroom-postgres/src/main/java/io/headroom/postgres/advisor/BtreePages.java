package io.headroom.postgres.advisor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Pages of an empty B-tree of a given height, as PostgreSQL 12 to 18 read them (`nbtree.h`,
/// `bufpage.h`, `checksum_impl.h`; version 4 of the format).
///
/// The planner reads the height from the meta page, and may walk down to a leaf to learn the
/// largest value of a column: so the levels must be there, one page each, with the leaf empty.
/// Block 0 is the meta page, block 1 the leaf, block 2 its parent, and so on to the root.
final class BtreePages {

    static final int PAGE = 8192;

    private static final int HEADER = 24;
    private static final int SPECIAL = 16;
    private static final int LOWER_AT = 12;
    private static final int UPPER_AT = 14;
    private static final int SPECIAL_AT = 16;
    private static final int VERSION_AT = 18;
    private static final int CHECKSUM_AT = 8;
    private static final short PAGE_VERSION = (short) (PAGE | 4);

    private static final int MAGIC = 0x053162;
    private static final int MAGIC_AT = HEADER;
    private static final int ROOT_AT = HEADER + 8;
    private static final int LEVEL_AT = HEADER + 12;
    private static final int FAST_ROOT_AT = HEADER + 16;
    private static final int FAST_LEVEL_AT = HEADER + 20;
    private static final int ALL_EQUAL_IMAGE_AT = HEADER + 40;

    private static final short LEAF = 1;
    private static final short ROOT = 2;

    /// A tuple that leads down and compares below all: 8 bytes, no attribute, "alternative TID".
    private static final int MINUS_INFINITY_SIZE = 8;

    private static final short MINUS_INFINITY_INFO = MINUS_INFINITY_SIZE | 0x2000;
    private static final int LINE_POINTER = 4;
    private static final int LINE_NORMAL = 1;

    private BtreePages() {}

    /// Whether the meta page says that equal values may be stored once ("deduplication").
    static boolean deduplicates(byte[] metaPage) {
        ByteBuffer page = buffer(metaPage);
        if (page.getInt(MAGIC_AT) != MAGIC) {
            throw new IllegalArgumentException("not the meta page of a B-tree");
        }
        return page.get(ALL_EQUAL_IMAGE_AT) != 0;
    }

    /// The first pages of a tree.
    ///
    /// @param metaPage the meta page of the index as PostgreSQL wrote it
    /// @param height the levels above the leaves, at least 0
    /// @param checksums whether the cluster has check sums
    static List<byte[]> emptyTree(byte[] metaPage, int height, boolean checksums) {
        List<byte[]> pages = new ArrayList<>();
        byte[] meta = metaPage.clone();
        ByteBuffer head = buffer(meta);
        int root = height + 1;
        head.putInt(ROOT_AT, root);
        head.putInt(LEVEL_AT, height);
        head.putInt(FAST_ROOT_AT, root);
        head.putInt(FAST_LEVEL_AT, height);
        pages.add(meta);
        for (int level = 0; level <= height; level++) {
            pages.add(level(level, level == height));
        }
        for (int block = 0; block < pages.size(); block++) {
            ByteBuffer page = buffer(pages.get(block));
            page.putShort(CHECKSUM_AT, (short) 0);
            if (checksums) {
                page.putShort(CHECKSUM_AT, checksum(pages.get(block), block));
            }
        }
        return pages;
    }

    private static byte[] level(int level, boolean isRoot) {
        byte[] bytes = new byte[PAGE];
        ByteBuffer page = buffer(bytes);
        int special = PAGE - SPECIAL;
        int upper = special;
        int lower = HEADER;
        if (level > 0) {
            upper -= MINUS_INFINITY_SIZE;
            lower += LINE_POINTER;
            page.putInt(HEADER, upper | LINE_NORMAL << 15 | MINUS_INFINITY_SIZE << 17);
            int child = level;
            page.putShort(upper, (short) (child >>> 16));
            page.putShort(upper + 2, (short) child);
            page.putShort(upper + 4, (short) 0);
            page.putShort(upper + 6, MINUS_INFINITY_INFO);
        }
        page.putShort(LOWER_AT, (short) lower);
        page.putShort(UPPER_AT, (short) upper);
        page.putShort(SPECIAL_AT, (short) special);
        page.putShort(VERSION_AT, PAGE_VERSION);
        page.putInt(special + 8, level);
        page.putShort(special + 12, (short) ((level == 0 ? LEAF : 0) | (isRoot ? ROOT : 0)));
        return bytes;
    }

    private static final int LANES = 32;
    private static final int PRIME = 16777619;
    private static final int[] OFFSETS = {
        0x5B1F36E9, 0xB8525960, 0x02AB50AA, 0x1DE66D2A, 0x79FF467A, 0x9BB9F8A3, 0x217E7CD2,
        0x83E13D2C, 0xF8D4474F, 0xE39EB970, 0x42C6AE16, 0x993216FA, 0x7B093B5D, 0x98DAFF3C,
        0xF718902A, 0x0B1C9CDB, 0xE58F764B, 0x187636BC, 0x5D7B3BB1, 0xE73DE7DE, 0x92BEC979,
        0xCCA6C0B2, 0x304A0979, 0x85AA43D4, 0x783125BB, 0x6CA8EAA2, 0xE407EAC6, 0x4B5CFC3E,
        0x9FBF8C76, 0x15CA20BE, 0xF2CA9FD3, 0x959BD756
    };

    /// PostgreSQL's check sum of a page: 32 lanes of a varied FNV-1a, folded, with the block
    /// number.
    static short checksum(byte[] bytes, int block) {
        ByteBuffer page = buffer(bytes.clone());
        page.putShort(CHECKSUM_AT, (short) 0);
        int[] sums = OFFSETS.clone();
        for (int at = 0; at < PAGE; at += 4 * LANES) {
            for (int lane = 0; lane < LANES; lane++) {
                sums[lane] = mix(sums[lane], page.getInt(at + 4 * lane));
            }
        }
        int result = 0;
        for (int sum : sums) {
            result ^= mix(mix(sum, 0), 0);
        }
        return (short) (Integer.remainderUnsigned(result ^ block, 65535) + 1);
    }

    private static int mix(int sum, int value) {
        int xored = sum ^ value;
        return xored * PRIME ^ (xored >>> 17);
    }

    private static ByteBuffer buffer(byte[] page) {
        return ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    }
}
