using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary><c>upgrades</c>, compiled: the listener takes WebSockets or does not, unless a route says otherwise.</summary>
internal sealed class UpgradeCompiler(CompileContext context)
{
    public bool CompileWebSockets(IReadOnlyList<UpgradeOptions> upgrades)
    {
        foreach (var upgrade in upgrades.Where(u => u.WebSocket is not null).Skip(1))
        {
            context.Error(DiagnosticCodes.InvalidValue, upgrade.Position, "websocket is in upgrades twice.", "Keep one of them.");
        }

        return upgrades.Select(u => u.WebSocket).LastOrDefault(told => told is not null)?.Enabled ?? context.Options.AllowWebSockets;
    }
}
