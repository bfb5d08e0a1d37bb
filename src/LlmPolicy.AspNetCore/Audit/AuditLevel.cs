using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmPolicy.Audit;

/// <summary>No records unless the configuration names a level for their category: first in the list, this rule gives way to any other of the same category.</summary>
internal sealed class AuditLevel : IConfigureOptions<LoggerFilterOptions>
{
    public void Configure(LoggerFilterOptions options) => options.Rules.Insert(0, new LoggerFilterRule(null, AuditLog.Category, LogLevel.None, null));
}
