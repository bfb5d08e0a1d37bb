using Microsoft.Extensions.Logging;

namespace LlmPolicy.Sqlite;

/// <summary>All that this package logs: no counter's name, no amount.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error,
        "Budgets can't be written: {Problem} They go on in memory, and all are written as soon as that works again. If the process ends before, what was used since is lost",
        EventName = "BudgetsNotWritten")]
    public static partial void NotWritten(ILogger logger, string problem);

    [LoggerMessage(2, LogLevel.Information, "Budgets are written again to {File}", EventName = "BudgetsWrittenAgain")]
    public static partial void WrittenAgain(ILogger logger, string file);
}
