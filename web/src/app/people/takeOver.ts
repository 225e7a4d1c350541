import { type Principal, switchPerson, unwrap } from "@/api/client";
import { live } from "../live";
import { changePerson } from "../session";

/** Another person goes on at this device: what the one before saw is forgotten, the cart is not. */
export async function takeOver(username: string, pin: string): Promise<Principal> {
  const who = await unwrap<Principal>(switchPerson({ body: { username, pin } }));
  changePerson(who);
  live.reset();
  return who;
}
