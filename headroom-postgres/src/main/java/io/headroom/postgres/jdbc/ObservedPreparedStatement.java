package io.headroom.postgres.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/// A prepared statement whose executions are told of, with what was bound.
final class ObservedPreparedStatement extends ObservedStatement<PreparedStatement>
        implements PreparedStatement {

    private final String sql;
    private final Binds binds = new Binds();

    ObservedPreparedStatement(ObservedConnection connection, PreparedStatement target, String sql) {
        super(connection, target);
        this.sql = sql;
    }

    private <T> T run(SqlCall<T> call) throws SQLException {
        return connection.run(sql, binds, call);
    }

    @Override
    public int[] executeBatch() throws SQLException {
        return run(target::executeBatch);
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        return run(target::executeLargeBatch);
    }

    @Override
    public void clearParameters() throws SQLException {
        binds.clear();
        target.clearParameters();
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return run(target::executeQuery);
    }

    @Override
    public int executeUpdate() throws SQLException {
        return run(target::executeUpdate);
    }

    @Override
    public void setNull(int index, int type) throws SQLException {
        binds.set(index, null);
        target.setNull(index, type);
    }

    @Override
    public void setBoolean(int index, boolean value) throws SQLException {
        binds.set(index, value);
        target.setBoolean(index, value);
    }

    @Override
    public void setByte(int index, byte value) throws SQLException {
        binds.set(index, value);
        target.setByte(index, value);
    }

    @Override
    public void setShort(int index, short value) throws SQLException {
        binds.set(index, value);
        target.setShort(index, value);
    }

    @Override
    public void setInt(int index, int value) throws SQLException {
        binds.set(index, value);
        target.setInt(index, value);
    }

    @Override
    public void setLong(int index, long value) throws SQLException {
        binds.set(index, value);
        target.setLong(index, value);
    }

    @Override
    public void setFloat(int index, float value) throws SQLException {
        binds.set(index, value);
        target.setFloat(index, value);
    }

    @Override
    public void setDouble(int index, double value) throws SQLException {
        binds.set(index, value);
        target.setDouble(index, value);
    }

    @Override
    public void setBigDecimal(int index, @Nullable BigDecimal value) throws SQLException {
        binds.set(index, value);
        target.setBigDecimal(index, value);
    }

    @Override
    public void setString(int index, @Nullable String value) throws SQLException {
        binds.set(index, value);
        target.setString(index, value);
    }

    @Override
    public void setBytes(int index, byte @Nullable [] value) throws SQLException {
        binds.set(index, value);
        target.setBytes(index, value);
    }

    @Override
    public void setDate(int index, @Nullable Date value) throws SQLException {
        binds.set(index, value);
        target.setDate(index, value);
    }

    @Override
    public void setTime(int index, @Nullable Time value) throws SQLException {
        binds.set(index, value);
        target.setTime(index, value);
    }

    @Override
    public void setTimestamp(int index, @Nullable Timestamp value) throws SQLException {
        binds.set(index, value);
        target.setTimestamp(index, value);
    }

    @Override
    public void setAsciiStream(int index, InputStream value, int length) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setAsciiStream(index, value, length);
    }

    @Override
    @Deprecated
    public void setUnicodeStream(int index, InputStream value, int length) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setUnicodeStream(index, value, length);
    }

    @Override
    public void setBinaryStream(int index, InputStream value, int length) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setBinaryStream(index, value, length);
    }

    @Override
    public void setObject(int index, @Nullable Object value, int type) throws SQLException {
        binds.set(index, value);
        target.setObject(index, value, type);
    }

    @Override
    public void setObject(int index, @Nullable Object value) throws SQLException {
        binds.set(index, value);
        target.setObject(index, value);
    }

    @Override
    public boolean execute() throws SQLException {
        return run(target::execute);
    }

    @Override
    public void addBatch() throws SQLException {
        target.addBatch();
    }

    @Override
    public void setCharacterStream(int index, Reader value, int length) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setCharacterStream(index, value, length);
    }

    @Override
    public void setRef(int index, @Nullable Ref value) throws SQLException {
        binds.set(index, value);
        target.setRef(index, value);
    }

    @Override
    public void setBlob(int index, @Nullable Blob value) throws SQLException {
        binds.set(index, value);
        target.setBlob(index, value);
    }

    @Override
    public void setClob(int index, @Nullable Clob value) throws SQLException {
        binds.set(index, value);
        target.setClob(index, value);
    }

    @Override
    public void setArray(int index, @Nullable Array value) throws SQLException {
        binds.set(index, value);
        target.setArray(index, value);
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        return target.getMetaData();
    }

    @Override
    public void setDate(int index, @Nullable Date value, Calendar calendar) throws SQLException {
        binds.set(index, value);
        target.setDate(index, value, calendar);
    }

    @Override
    public void setTime(int index, @Nullable Time value, Calendar calendar) throws SQLException {
        binds.set(index, value);
        target.setTime(index, value, calendar);
    }

    @Override
    public void setTimestamp(int index, @Nullable Timestamp value, Calendar calendar)
            throws SQLException {
        binds.set(index, value);
        target.setTimestamp(index, value, calendar);
    }

    @Override
    public void setNull(int index, int type, String typeName) throws SQLException {
        binds.set(index, null);
        target.setNull(index, type, typeName);
    }

    @Override
    public void setURL(int index, @Nullable URL value) throws SQLException {
        binds.set(index, value);
        target.setURL(index, value);
    }

    @Override
    public ParameterMetaData getParameterMetaData() throws SQLException {
        return target.getParameterMetaData();
    }

    @Override
    public void setRowId(int index, @Nullable RowId value) throws SQLException {
        binds.set(index, value);
        target.setRowId(index, value);
    }

    @Override
    public void setNString(int index, @Nullable String value) throws SQLException {
        binds.set(index, value);
        target.setNString(index, value);
    }

    @Override
    public void setNCharacterStream(int index, Reader value, long length) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setNCharacterStream(index, value, length);
    }

    @Override
    public void setNClob(int index, @Nullable NClob value) throws SQLException {
        binds.set(index, value);
        target.setNClob(index, value);
    }

    @Override
    public void setClob(int index, Reader value, long length) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setClob(index, value, length);
    }

    @Override
    public void setBlob(int index, InputStream value, long length) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setBlob(index, value, length);
    }

    @Override
    public void setNClob(int index, Reader value, long length) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setNClob(index, value, length);
    }

    @Override
    public void setSQLXML(int index, @Nullable SQLXML value) throws SQLException {
        binds.set(index, value);
        target.setSQLXML(index, value);
    }

    @Override
    public void setObject(int index, @Nullable Object value, int type, int scale)
            throws SQLException {
        binds.set(index, value);
        target.setObject(index, value, type, scale);
    }

    @Override
    public void setAsciiStream(int index, InputStream value, long length) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setAsciiStream(index, value, length);
    }

    @Override
    public void setBinaryStream(int index, InputStream value, long length) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setBinaryStream(index, value, length);
    }

    @Override
    public void setCharacterStream(int index, Reader value, long length) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setCharacterStream(index, value, length);
    }

    @Override
    public void setAsciiStream(int index, InputStream value) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setAsciiStream(index, value);
    }

    @Override
    public void setBinaryStream(int index, InputStream value) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setBinaryStream(index, value);
    }

    @Override
    public void setCharacterStream(int index, Reader value) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setCharacterStream(index, value);
    }

    @Override
    public void setNCharacterStream(int index, Reader value) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setNCharacterStream(index, value);
    }

    @Override
    public void setClob(int index, Reader value) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setClob(index, value);
    }

    @Override
    public void setBlob(int index, InputStream value) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setBlob(index, value);
    }

    @Override
    public void setNClob(int index, Reader value) throws SQLException {
        binds.set(index, StreamedBind.VALUE);
        target.setNClob(index, value);
    }

    @Override
    public void setObject(int index, @Nullable Object value, SQLType type, int scale)
            throws SQLException {
        binds.set(index, value);
        target.setObject(index, value, type, scale);
    }

    @Override
    public void setObject(int index, @Nullable Object value, SQLType type) throws SQLException {
        binds.set(index, value);
        target.setObject(index, value, type);
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        return run(target::executeLargeUpdate);
    }
}
