using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmPolicy.Audit;

/// <summary>No records unless the configuration names a level for their category: first in the list, this rule gives way to any other of the same category.
/// It holds for every category that begins so: what is to be heard by default is logged from elsewhere.</summary>
internal sealed class AuditLevel : IConfigureOptions<LoggerFilterOptions>
{
    public void Configure(LoggerFilterOptions options) => options.Rules.Insert(0, new LoggerFilterRule(null, AuditLog.Category, LogLevel.None, null));
}
