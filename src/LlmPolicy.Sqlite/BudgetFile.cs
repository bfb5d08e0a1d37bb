using LlmPolicy.Budgets;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LlmPolicy.Sqlite;

/// <summary>The file that keeps what was used. As long as it is open, no other process can open it.</summary>
internal sealed class BudgetFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>What is over stays for as long as a store would still find it by a clock that is set back.</summary>
    private static readonly TimeSpan KeptWhenOver = TimeSpan.FromHours(1);

    private readonly string _path;
    private readonly SqliteConnection _connection;

    private BudgetFile(string path)
    {
        _path = path;

        // One second is waited for a lock: as long as a process that is just ending may need.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 1 }.ToString());
    }

    /// <summary>Opens the file, upgraded to the current schema; makes it where there is none.</summary>
    /// <exception cref="LlmPolicyException">It can't be used; it is left as it was.</exception>
    public static BudgetFile Open(string path)
    {
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new LlmPolicyException($"The folder of {path} is not there. Make it, writable for this process alone, or name another file for the budgets.");
        }

        BudgetFile file = new(path);
        try
        {
            Create(path);
            file.Open();
            return file;
        }
        catch (Exception exception)
        {
            file.Dispose();
            throw exception switch
            {
                SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } => new LlmPolicyException(
                    $"{path} is in use by another process (lsof or fuser shows which), and one process at a time can keep its budgets there. "
                    + "End that, name another file, or let several processes share budgets in Redis: AddRedisBudgets of LlmPolicy.Redis."),
                SqliteException { SqliteErrorCode: raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT } => new LlmPolicyException(Damaged(path)),
                SqliteException or IOException or UnauthorizedAccessException => new LlmPolicyException($"{path} can't be opened for the budgets: {exception.Message}"),
                _ => exception,
            };
        }
    }

    public static string Damaged(string path) =>
        $"{path} is damaged, or is no SQLite database. It was not changed. Put a copy of an earlier day in its place, or remove it (and {Path.GetFileName(path)}-wal): then all budgets begin anew.";

    /// <summary>What counts still, or would by a clock that is set back.</summary>
    public IReadOnlyList<CellRecord> Read(DateTimeOffset now)
    {
        using SqliteCommand command = new("SELECT counter, start, ends, used FROM cells WHERE used > 0 AND ends > $since", _connection);
        command.Parameters.AddWithValue("$since", Since(now));
        using var reader = command.ExecuteReader();
        List<CellRecord> records = [];
        while (reader.Read())
        {
            records.Add(new CellRecord(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return records;
    }

    /// <summary>Puts these in the place of what was kept of the same cells, and drops what is over.</summary>
    public void Write(IReadOnlyList<CellRecord> changes, DateTimeOffset now)
    {
        // SQLite would go on writing to a file that has no name any longer.
        if (!File.Exists(_path))
        {
            throw new FileNotFoundException($"{_path} is gone.");
        }

        if (changes.Count > 0)
        {
            using var transaction = _connection.BeginTransaction();
            using SqliteCommand drop = new("DELETE FROM cells WHERE ends <= $since", _connection, transaction);
            drop.Parameters.AddWithValue("$since", Since(now));
            drop.ExecuteNonQuery();
            Put(changes, transaction);
            transaction.Commit();
        }
    }

    /// <summary>Puts these in the place of all that was kept.</summary>
    public void Replace(IReadOnlyList<CellRecord> all)
    {
        using var transaction = _connection.BeginTransaction();
        using SqliteCommand drop = new("DELETE FROM cells", _connection, transaction);
        drop.ExecuteNonQuery();
        Put(all, transaction);
        transaction.Commit();
    }

    public void Dispose() => _connection.Dispose();

    private static long Since(DateTimeOffset now) => (now - KeptWhenOver).ToUnixTimeMilliseconds();

    /// <summary>For its owner alone, before anything is in it: SQLite gives the files beside it the same rights.</summary>
    private static void Create(string path)
    {
        // One that is there is not opened: closing it would give up the locks that this process has on it.
        if (!File.Exists(path))
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            new FileStream(path, options).Dispose();
        }
    }

    private void Open()
    {
        _connection.Open();

        // Until the file is found to be good, closing it changes nothing in it.
        CheckpointOnClose(false);
        Run("PRAGMA locking_mode = EXCLUSIVE");
        Run("BEGIN EXCLUSIVE");
        BudgetSchema.Upgrade(_connection, _path);
        Run("COMMIT");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_path, OwnerOnly);
        }

        // A commit is on the disk: not even a power cut takes back more than the last second.
        Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        CheckpointOnClose(true);
    }

    private void Put(IReadOnlyList<CellRecord> records, SqliteTransaction transaction)
    {
        using SqliteCommand put = new(
            "INSERT INTO cells VALUES ($counter, $start, $ends, $used) ON CONFLICT DO UPDATE SET ends = excluded.ends, used = excluded.used", _connection, transaction);
        var counter = put.Parameters.Add("$counter", SqliteType.Text);
        var start = put.Parameters.Add("$start", SqliteType.Integer);
        var ends = put.Parameters.Add("$ends", SqliteType.Integer);
        var used = put.Parameters.Add("$used", SqliteType.Integer);
        foreach (var record in records)
        {
            (counter.Value, start.Value, ends.Value, used.Value) = (record.Counter, record.Start, record.Ends, record.Used);
            put.ExecuteNonQuery();
        }
    }

    private void Run(string statements)
    {
        using SqliteCommand command = new(statements, _connection);
        command.ExecuteNonQuery();
    }

    private void CheckpointOnClose(bool wanted) => raw.sqlite3_db_config(_connection.Handle!, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, wanted ? 0 : 1, out _);
}
