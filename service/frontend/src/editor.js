import Yasqe from "@zazuko/yasqe";
export { Yasqe };
