using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LlmPolicy.Sqlite;

/// <summary>The form of the file, and the way from older ones to it.</summary>
internal static class BudgetSchema
{
    /// <summary>"LLMP": what tells this file from others' databases.</summary>
    private const long ApplicationId = 0x4C4C_4D50;

    /// <summary>The first makes version 1 of an empty file, the next will make version 2 of that. What stands here is never changed.</summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE cells (counter TEXT NOT NULL, start INTEGER NOT NULL, ends INTEGER NOT NULL, used INTEGER NOT NULL, PRIMARY KEY (counter, start)) STRICT, WITHOUT ROWID;
        CREATE INDEX cells_ends ON cells (ends);
        """,
    ];

    /// <summary>Checks the file, and upgrades it. To be called in a transaction.</summary>
    /// <exception cref="LlmPolicyException">It is not a file of budgets, is damaged, or was written by a newer version.</exception>
    public static void Upgrade(SqliteConnection connection, string path)
    {
        if (Number(connection, "PRAGMA application_id") != ApplicationId && Number(connection, "SELECT COUNT(*) FROM sqlite_schema") > 0)
        {
            throw new LlmPolicyException($"{path} is a database of something else. Name another file for the budgets.");
        }

        long version = Number(connection, "PRAGMA user_version");
        if (version > Steps.Length)
        {
            throw new LlmPolicyException(
                $"{path} has schema version {version}, and this version of LlmPolicy knows {Steps.Length}: a newer one has written it. Use that again, or name another file for the budgets.");
        }

        if (Scalar(connection, "PRAGMA quick_check(1)") is not "ok")
        {
            throw new LlmPolicyException(BudgetFile.Damaged(path));
        }

        if (version < Steps.Length)
        {
            string steps = string.Join('\n', Steps[(int)version..]);
            Run(connection, $"{steps} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Steps.Length};");
        }
    }

    private static long Number(SqliteConnection connection, string query) => Convert.ToInt64(Scalar(connection, query), CultureInfo.InvariantCulture);

    private static object? Scalar(SqliteConnection connection, string query)
    {
        using SqliteCommand command = new(query, connection);
        return command.ExecuteScalar();
    }

    private static void Run(SqliteConnection connection, string statements)
    {
        using SqliteCommand command = new(statements, connection);
        command.ExecuteNonQuery();
    }
}
