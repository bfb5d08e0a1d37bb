using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LlmPolicy.Benchmarks.Gateway.Processes;

/// <summary>Loopback ports for programs that can't say which one they took.</summary>
internal static class LoopbackPort
{
    public static int Free()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until a program answers at its port. It says nowhere that it listens, so it is asked until it answers or has ended.</summary>
    public static async Task AnswersAsync(int port, Process process, string program)
    {
        while (!Answers(port))
        {
            if (process.HasExited)
            {
                throw new MeasurementException($"{program} ended with {process.ExitCode}.");
            }

            // A program of others does not say when it listens: it is asked until it does.
            await Task.Delay(20);
        }
    }

    public static bool Answers(int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
