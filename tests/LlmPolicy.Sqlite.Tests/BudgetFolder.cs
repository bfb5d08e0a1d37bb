using Microsoft.Data.Sqlite;

namespace LlmPolicy.Tests;

/// <summary>A folder of a test's own, with a file for budgets.</summary>
public sealed class BudgetFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-sqlite-");

    public string File => Path.Combine(_folder.FullName, "budgets.db");

    public string Missing => Path.Combine(_folder.FullName, "missing", "budgets.db");

    /// <summary>Makes the file, or changes it, as somebody else would.</summary>
    public void Run(string statements)
    {
        using SqliteConnection connection = new($"Data Source={File};Pooling=False");
        connection.Open();
        using SqliteCommand command = new(statements, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>What a crash right after these statements leaves: a part of them stands in the log beside the file alone.</summary>
    public void RunAndCrash(string statements)
    {
        using SqliteConnection connection = new($"Data Source={File};Pooling=False");
        connection.Open();
        using SqliteCommand command = new(statements, connection);
        command.ExecuteNonQuery();
        var left = Contents();
        connection.Close();
        foreach (var (path, bytes) in left.Where(file => !file.Key.EndsWith("-shm", StringComparison.Ordinal)))
        {
            System.IO.File.WriteAllBytes(path, bytes);
        }
    }

    /// <summary>All files, with their bytes.</summary>
    public IReadOnlyDictionary<string, byte[]> Contents() => _folder.GetFiles().ToDictionary(file => file.FullName, file => System.IO.File.ReadAllBytes(file.FullName));

    /// <summary>The rows of a query, each with its columns in one text.</summary>
    public IReadOnlyList<string> Rows(string query)
    {
        using SqliteConnection connection = new($"Data Source={File};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = new(query, connection);
        using var reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
        {
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        }

        return rows;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
