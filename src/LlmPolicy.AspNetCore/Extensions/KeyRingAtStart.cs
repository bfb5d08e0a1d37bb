using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Data protection makes keys on disk, and warns, as soon as a host starts. YARP adds it for session affinity and authentication for cookies; a
/// policy asks for neither. Taken away is the making at start alone: who protects something has the keys made then.
/// </summary>
internal static class KeyRingAtStart
{
    // The type is internal to the framework.
    private const string Maker = "Microsoft.AspNetCore.DataProtection.Internal.DataProtectionHostedService";

    public static void Remove(IServiceCollection services)
    {
        if (services.FirstOrDefault(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.FullName == Maker) is { } service)
        {
            services.Remove(service);
        }
    }
}
